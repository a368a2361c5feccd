// @vitest-environment jsdom
import { cleanup, configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { some } from '../dev/some';
import { bytesOf, hexLines, prettyJson, textOf } from '../src/events/bytes';
import LettersPage from '../src/events/LettersPage';
import type { Message } from '../src/shared/api/contract';
import { FakeGateway, fakeServices, renderWith } from './support';

// A limit that ends a test that fails; none of them takes it.
configure({ asyncUtilTimeout: 15_000 });
afterEach(cleanup);

const LIST = '/v1/directory/services/-/deadLetters';
const ID = 'energy.prices~scheduler~002-00000000000000000017';
const ONE = `/v1/directory/services/scheduler/deadLetters/${ID}`;

const letter = (changes: Partial<Message<'events.v1.DeadLetter'>> = {}): Message<'events.v1.DeadLetter'> => ({
  ...some<Message<'events.v1.DeadLetter'>>({}),
  name: `directory/services/scheduler/deadLetters/${ID}`,
  topic: 'energy.prices',
  group: 'scheduler',
  partition: 2,
  offset: '17',
  eventType: 'factorytwin.energy.v1.PricesChanged',
  eventId: 'e-1',
  eventSource: '/services/energy',
  key: 'priceSeries/north',
  state: 'DEAD_LETTER_STATE_WAITING',
  reason: 'InvalidDataException: no such series',
  attemptCount: 5,
  replayable: true,
  changes: [{ action: 'DEAD_LETTER_ACTION_FAILED', actor: '', reason: 'no such series', time: '2026-11-22T08:00:00Z' }],
  data: btoa('\u0000\u00ffABC'),
  dataJson: '{"priceSeries":"priceSeries/north"}',
  headers: [{ key: 'ce_id', value: btoa('e-1') }],
  ...changes,
});

describe('bytes', () => {
  it('stand as hex beside what is printable of them', () => {
    const lines = hexLines(bytesOf(btoa('\u0000\u00ffABCDEFGHIJKLMNOP')));
    expect(lines).toEqual([
      '000000  00 ff 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e  ..ABCDEFGHIJKLMN',
      `000010  ${'4f 50'.padEnd(47)}  OP`,
    ]);
    expect(hexLines(new Uint8Array(100_000))).toHaveLength(256);
  });

  it('are text where they are, and JSON is laid out', () => {
    expect(textOf(new TextEncoder().encode('µ'))).toBe('µ');
    expect(textOf(new Uint8Array([255, 1]))).toBe('ff 01');
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyJson('{')).toBe('{');
  });
});

describe('the dead letters', { timeout: 60_000 }, () => {
  it('are listed with place and reason, filtered, and replayed all at once with the counts told', async () => {
    const gateway = new FakeGateway()
      .route(`GET ${LIST}`, () => ({ deadLetters: [letter()], nextPageToken: '', unreachable: ['directory/services/energy'] }))
      .route(`POST ${LIST}:replay`, () => ({ replayedCount: 3, failedCount: 1, skippedCount: 0, failures: [], unreachable: [] }));
    renderWith(fakeServices(gateway), <LettersPage />);
    const link = await screen.findByRole('link', { name: 'energy.prices/2@17' });
    expect(link.getAttribute('href')).toBe(`#/letters/scheduler/${encodeURIComponent(ID)}`);
    expect(screen.getByText('InvalidDataException: no such series')).toBeTruthy();
    expect(screen.getByText(/Did not answer: energy/)).toBeTruthy();

    const filter = screen.getByLabelText('Filter');
    fireEvent.change(filter, { target: { value: 'topic = "energy.prices"' } });
    fireEvent.submit(filter.closest('form')!);
    await screen.findByRole('button', { name: 'Replay these' });
    // The button counts once the list that it is about is there.
    await screen.findByRole('link', { name: 'energy.prices/2@17' });
    fireEvent.click(screen.getByRole('button', { name: 'Replay these' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('3 were taken, 1 failed again'));
    expect(gateway.calls.find((call) => call.method.startsWith('POST'))?.input).toMatchObject({
      body: { filter: 'topic = "energy.prices"', limit: 1000 },
    });
  });

  it('show one with its bytes, replay it and tell why it failed again', async () => {
    let reason = 'InvalidDataException: no such series';
    const gateway = new FakeGateway()
      .route(`GET ${ONE}`, () => letter({ reason }))
      .route(`POST ${ONE}:replay`, () => {
        reason = 'InvalidDataException: still none';
        return Response.json(
          { status: 400, title: 'FAILED_PRECONDITION', code: 'REPLAY_FAILED', detail: 'It failed again.' },
          { status: 400 },
        );
      });
    renderWith(fakeServices(gateway), <LettersPage service="scheduler" letter={ID} />);
    expect((await screen.findByLabelText('Content as', { selector: 'pre' })).textContent).toContain('"priceSeries/north"');
    fireEvent.click(screen.getByRole('button', { name: 'Hex' }));
    expect(screen.getByLabelText('Content as', { selector: 'pre' }).textContent).toContain('00 ff 41 42 43');
    fireEvent.click(screen.getByRole('button', { name: 'Replay' }));
    await waitFor(() => expect(screen.getByText('InvalidDataException: still none')).toBeTruthy());
    expect(screen.getByRole('alert')).toBeTruthy();
  });

  it('are discarded with a reason only', async () => {
    let state: Message<'events.v1.DeadLetter'>['state'] = 'DEAD_LETTER_STATE_WAITING';
    const gateway = new FakeGateway()
      .route(`GET ${ONE}`, () => letter({ state }))
      .route(`POST ${ONE}:discard`, () => letter({ state: (state = 'DEAD_LETTER_STATE_DISCARDED') }));
    renderWith(fakeServices(gateway), <LettersPage service="scheduler" letter={ID} />);
    const button = (await screen.findByRole('button', { name: 'Discard' })) as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    fireEvent.change(screen.getByLabelText('Why it is not needed'), { target: { value: 'a leftover' } });
    fireEvent.click(button);
    await screen.findByRole('heading', { name: 'Discarded' });
    expect(gateway.calls.at(-2)?.input).toMatchObject({ body: { reason: 'a leftover' } });
  });

  it('are for engineers', () => {
    renderWith(fakeServices(new FakeGateway(), ['dispatcher']), <LettersPage />);
    expect(screen.getByText('Only engineers and platform engineers may see dead letters.')).toBeTruthy();
  });
});
