// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { some } from '../dev/some';
import { SignIn } from '../src/directory/SignIn';
import { ImportForm } from '../src/ingestion/ImportForm';
import { MachinePlans } from '../src/scheduler/MachinePlans';
import type { Message } from '../src/shared/api/contract';
import { Problem } from '../src/shared/api/problem';
import { timeOf } from '../src/shared/api/values';
import { PointRow } from '../src/twin-state/live/PointRow';
import { buildModel } from '../src/twin-state/model/plantModel';
import { FaultPanel } from '../src/virtual-plant/FaultPanel';
import { asset, point, value, watched } from './plant';
import { FakeGateway, fakeServices, renderWith } from './support';

beforeEach(() => {
  globalThis.ResizeObserver = class {
    observe() {
      return undefined;
    }
    unobserve() {
      return undefined;
    }
    disconnect() {
      return undefined;
    }
  };
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const node = buildModel([asset('V')], [point('PT', 'V')]).points.get('PT')!;

describe('a point’s line', () => {
  it('carries value, unit, quality and age, and leads to the trend', () => {
    const services = fakeServices(new FakeGateway());
    services.live.setState({ kind: 'live' });
    services.live.apply(watched([value('PT', 15.25, Date.now() - 3000)]));
    renderWith(services, <PointRow node={node} />);
    const link = screen.getByRole('link');
    expect(link.textContent).toMatch(/15\.3.*kPa/);
    expect(link.textContent).toContain('Good');
    expect(link.textContent).toContain('3 s');
    expect(link.getAttribute('href')).toBe('#/points/PT');
    expect(link.className).toContain('pointrow--normal');
  });

  it('is greyed and marked the moment the stream is cut', () => {
    const services = fakeServices(new FakeGateway());
    services.live.setState({ kind: 'live' });
    services.live.apply(watched([value('PT', 15, Date.now())]));
    renderWith(services, <PointRow node={node} />);
    act(() => services.live.setState({ kind: 'reconnecting', attempt: 1, retryAt: 0, problem: new Problem(0, 'NETWORK', '') }));
    expect(screen.getByRole('link').className).toContain('pointrow--stale');
    expect(screen.getByRole('link').textContent).toContain('Not live: stream cut');
  });

  it('goes stale by its own clock while the stream says nothing', () => {
    vi.useFakeTimers({ now: 1_800_000_000_000 });
    const services = fakeServices(new FakeGateway());
    services.live.setState({ kind: 'live' });
    services.live.apply(watched([value('PT', 15, Date.now())]));
    renderWith(services, <PointRow node={node} />);
    act(() => {
      vi.advanceTimersByTime(9000);
    });
    expect(screen.getByRole('link').className).toContain('pointrow--normal');
    act(() => {
      vi.advanceTimersByTime(3000);
    });
    expect(screen.getByRole('link').className).toContain('pointrow--stale');
  });
});

describe('sign-in', () => {
  it('keeps the choice when it fails, says why, and signs in when it works', async () => {
    const gateway = new FakeGateway().route('GET /v1/developmentUsers', () => ({
      users: [{ name: 'users/engineer', displayName: 'Engineer', roles: ['engineer'] }],
    }));
    const services = fakeServices(gateway, undefined);
    renderWith(services, <SignIn again={false} />);
    fireEvent.click(await screen.findByRole('radio'));
    gateway.route('POST /v1/sessions', () => {
      throw new Problem(503, 'UNAVAILABLE', 'The issuer is starting.');
    });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The issuer is starting.');
    expect(screen.getByRole<HTMLInputElement>('radio').checked).toBe(true);
    gateway.route('POST /v1/sessions', ({ user }: { user: string }) => ({
      accessToken: 'abc',
      user: { name: `users/${user}`, roles: ['engineer'] },
    }));
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(services.session.current()?.token).toBe('abc'));
    expect(services.session.lastUser()).toBe('engineer');
  });

  it('keeps whose views are open when the token expires, not when they leave', () => {
    const { session } = fakeServices(new FakeGateway());
    session.expire();
    expect([session.current(), session.lastUser()]).toEqual([undefined, 'someone']);
    session.signOut();
    expect(session.lastUser()).toBeUndefined();
  });
});

describe('import form', () => {
  const source = some<Message<'ingestion.v1.Source'>>({ name: 'sources/lab', mappings: [] });

  it('names the missing file and sends nothing', () => {
    const gateway = new FakeGateway();
    renderWith(fakeServices(gateway), <ImportForm source={source} onDone={() => undefined} />);
    fireEvent.click(screen.getByRole('button', { name: 'Import' }));
    expect(screen.getByText('Choose a file first.')).toBeTruthy();
    expect(screen.getByLabelText('CSV file').getAttribute('aria-invalid')).toBe('true');
    expect(gateway.calls).toEqual([]);
  });

  it('is closed to those who may not import', () => {
    renderWith(fakeServices(new FakeGateway(), ['operator']), <ImportForm source={source} onDone={() => undefined} />);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Import' }).disabled).toBe(true);
    expect(screen.getByText(/Only an engineer or an edge agent/)).toBeTruthy();
  });
});

describe('plan', () => {
  const plan = (revision: string, reason: string, cost: number) => ({
    name: `machines/m/plans/${revision}`,
    revision,
    reason,
    currency: 'USD',
    savingPercent: 2.55,
    createTime: timeOf(Date.now() - 5000),
    trigger: 'PLAN_TRIGGER_PRICES_CHANGED',
    schedule: {
      energyCost: cost,
      events: [{ parts: 2, startTime: timeOf(Date.now()), endTime: timeOf(Date.now() + 3_600_000) }],
    },
    benchmark: { energyCost: 100, events: [{ parts: 2 }] },
    prices: [],
    demands: [],
  });

  it('shows a new revision as it comes and greys when the stream is cut', async () => {
    const gateway = new FakeGateway()
      .route('GET /v1/machines/m/plans', () => ({ plans: [], nextPageToken: '' }))
      .route('GET /v1/machines/m/orders', () => ({ orders: [], nextPageToken: '' }));
    const machine = some<Message<'scheduler.v1.Machine'>>({ name: 'machines/m' });
    const { container } = renderWith(fakeServices(gateway), <MachinePlans machine={machine} part="plan" />);
    await waitFor(() => expect(gateway.streams).toHaveLength(1));
    gateway.streams[0]!.send(plan('9', 'First.', 99));
    expect((await screen.findByTestId('cost-plan')).textContent).toBe('99.00 USD');
    gateway.streams[0]!.send(plan('10', 'Prices rose.', 97.45));
    await waitFor(() => expect(screen.getByTestId('cost-plan').textContent).toBe('97.45 USD'));
    expect(screen.getByTestId('saving').textContent).toBe('2.55 %');
    expect(screen.getByTestId('plan-state').textContent).toMatch(/^Revision 10 · In forcemade \d s ago$/);
    expect(screen.getAllByText(/Prices rose\./).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole('button', { name: /First\./ }));
    expect(screen.getByTestId('cost-plan').textContent).toBe('99.00 USD');
    expect(container.querySelector('.plandim--stale')).toBeTruthy();
    expect(screen.getByTestId('plan-state').textContent).toContain('Stale');
    fireEvent.click(screen.getByRole('button', { name: 'Show the plan in force' }));
    expect(container.querySelector('.plandim--stale')).toBeNull();
    gateway.streams[0]!.fail(new Problem(0, 'NETWORK', ''));
    expect(await screen.findByText(/stream is cut/)).toBeTruthy();
    expect(container.querySelector('.plandim--stale')).toBeTruthy();
  });
});

describe('faults', () => {
  const gateway = () =>
    new FakeGateway()
      .route('GET /v1/faults', () => ({
        faults: [{ name: 'faults/leak', displayName: 'Leak of tank 2', active: false, severity: 0.5 }],
      }))
      .route('PATCH /v1/faults/leak', () => ({ name: 'faults/leak', active: true }));

  it('are switched by an engineer, with a mask that names what changes', async () => {
    const fake = gateway();
    renderWith(fakeServices(fake), <FaultPanel />);
    fireEvent.click(await screen.findByRole('switch', { name: 'Fault: Leak of tank 2' }));
    await waitFor(() =>
      expect(fake.calls.find(({ method }) => method === 'PATCH /v1/faults/leak')?.input).toEqual({
        query: { updateMask: 'active' },
        body: { active: true },
      }),
    );
  });

  it('are shown to others but not switched by them', async () => {
    renderWith(fakeServices(gateway(), ['operator']), <FaultPanel />);
    expect((await screen.findByRole<HTMLButtonElement>('switch')).disabled).toBe(true);
    expect(screen.getByText('Only an engineer may switch faults.')).toBeTruthy();
  });
});
