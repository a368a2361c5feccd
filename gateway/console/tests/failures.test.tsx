// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { some } from '../dev/some';
import FailuresView from '../src/scheduler/failures/FailuresView';
import type { PlanFeed } from '../src/scheduler/usePlans';
import type { Message } from '../src/shared/api/contract';
import { timeOf } from '../src/shared/api/values';
import { FakeGateway, fakeServices, renderWith } from './support';

afterEach(cleanup);

const failure = (over: object = {}) => ({
  name: 'machines/m/rescheduleFailures/4',
  state: 'FAILURE_STATE_OPEN',
  etag: 'seen',
  createTime: timeOf(Date.now() - 60_000),
  validUntilTime: timeOf(Date.now() + 600_000),
  plan: 'machines/m/plans/4',
  acceptedRelaxationId: '',
  conflicts: [{ kind: 'CONSTRAINT_KIND_DUE_DATE', field: 'demands[0]', description: '8 parts by 12:30' }],
  relaxations: [
    {
      relaxationId: 'quantity-1',
      kind: 'RELAXATION_KIND_QUANTITY',
      description: '5 parts fewer',
      concessionCost: 5,
      energyCost: 20,
      totalCost: 25,
    },
    { relaxationId: 'due-date-1', kind: 'RELAXATION_KIND_DUE_DATE', description: '50 min later', concessionCost: 40 },
  ],
  history: [{ eventTime: timeOf(Date.now()), state: 'FAILURE_STATE_OPEN', description: 'Found.', actor: '', plan: '' }],
  ...over,
});

const refusal = (status: number, code: string) =>
  Response.json({ status, code, title: code }, { status, headers: { 'Content-Type': 'application/problem+json' } });

function show(
  answer: () => object,
  { roles = ['dispatcher'], stream = 'live', accept = (() => answer()) as (body: never) => unknown } = {},
) {
  const gateway = new FakeGateway()
    .route('GET /v1/machines/m/rescheduleFailures', () => ({ rescheduleFailures: [answer()], nextPageToken: '' }))
    .route('POST /v1/machines/m/rescheduleFailures/4:acceptRelaxation', accept);
  const feed = { current: undefined, log: [], stream: { kind: stream } } as unknown as PlanFeed;
  const machine = some<Message<'scheduler.v1.Machine'>>({ name: 'machines/m' });
  renderWith(fakeServices(gateway, roles), <FailuresView machine={machine} feed={feed} />);
  return gateway;
}

const posts = (gateway: FakeGateway) => gateway.calls.filter(({ method }) => method.startsWith('POST'));

describe('failure negotiation', () => {
  it('names the conflict and ranks the ways out as the server does', async () => {
    show(failure);
    expect((await screen.findByText('8 parts by 12:30')).closest('li')?.textContent).toContain('Due date demands[0]');
    const rows = within(screen.getByTestId('relaxations')).getAllByRole('row').slice(1);
    expect(rows[0]!.textContent).toMatch(/^1Fewer parts5 parts fewer/);
    expect(rows[1]!.textContent).toMatch(/^2One due date later50 min later/);
    expect(rows[0]!.textContent).toContain('25.00');
    expect(rows[1]!.textContent).toContain('—');
  });

  it('accepts only what was confirmed, as it was seen, with the reason', async () => {
    let state = failure();
    const gateway = show(() => state, {
      accept: () => (state = failure({ state: 'FAILURE_STATE_ACCEPTED', acceptedRelaxationId: 'quantity-1' })),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Accept: 5 parts fewer' }));
    expect(posts(gateway)).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    fireEvent.click(screen.getByRole('button', { name: 'Accept: 5 parts fewer' }));
    fireEvent.change(screen.getByLabelText(/^Why/), { target: { value: 'customer agrees' } });
    fireEvent.click(screen.getByRole('button', { name: 'Really accept' }));
    await waitFor(() => expect(screen.getByTestId('failure-state').textContent).toContain('A relaxation was accepted'));
    expect(posts(gateway).map(({ input }) => input)).toEqual([
      { query: {}, body: { relaxationId: 'quantity-1', etag: 'seen', comment: 'customer agrees' } },
    ]);
    expect(screen.queryByRole('button', { name: /^Accept/ })).toBeNull();
  });

  it('says so where the offers changed meanwhile', async () => {
    show(failure, { accept: () => refusal(409, 'ETAG_MISMATCH') });
    fireEvent.click(await screen.findByRole('button', { name: 'Accept: 50 min later' }));
    fireEvent.click(screen.getByRole('button', { name: 'Really accept' }));
    expect((await screen.findByRole('alert')).textContent).toContain('ETAG_MISMATCH');
  });

  it.each([
    ['somebody who may not', () => failure(), { roles: ['operator'] }],
    ['a cut stream', () => failure(), { stream: 'reconnecting' }],
    ['offers whose time has passed', () => failure({ validUntilTime: timeOf(Date.now() - 1000) }), {}],
    ['a failure that is settled', () => failure({ state: 'FAILURE_STATE_RESOLVED' }), {}],
  ])('offers nothing to accept with %s', async (_, answer, options) => {
    show(answer, options);
    await screen.findByTestId('relaxations');
    expect(screen.queryByRole('button', { name: /^Accept/ })).toBeNull();
  });
});
