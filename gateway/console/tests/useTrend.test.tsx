// @vitest-environment jsdom
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Points, WatchPointsResponseSchema } from '../src/generated/factorytwin/twin/v1/points_pb';
import { Problem } from '../src/shared/api/problem';
import { useTrend } from '../src/twin-state/trend/useTrend';
import { value } from './plant';
import { FakeGateway, fakeServices, renderWith } from './support';

afterEach(cleanup);

function Probe() {
  const { series, loading } = useTrend('PT', '15m');
  return <p data-testid="trend">{loading ? 'loading' : series.values.join(' ')}</p>;
}

it('is read, extended by live values, and read anew once a cut stream is back', async () => {
  const now = Date.now();
  const history = [1, 2];
  const gateway = new FakeGateway().answer(Points.method.queryPointHistory, () => ({
    samples: history.map((number, i) => ({ eventTime: timestampFromMs(now - 60_000 + i * 1000), value: number, quality: 1 })),
  }));
  const services = fakeServices(gateway);
  services.live.setState({ kind: 'live' });
  const text = () => screen.getByTestId('trend').textContent;
  renderWith(services, <Probe />);
  expect(text()).toBe('loading');
  await waitFor(() => expect(text()).toBe('1 2'));

  act(() => services.live.apply(create(WatchPointsResponseSchema, { changes: [value('PT', 3, now), value('other', 9, now)] })));
  expect(text()).toBe('1 2 3');

  history.push(2.5);
  act(() => services.live.setState({ kind: 'reconnecting', attempt: 1, retryAt: 0, problem: new Problem(0, 'NETWORK', '') }));
  act(() => services.live.setState({ kind: 'live' }));
  expect(text()).toBe('1 2 3');
  await waitFor(() => expect(text()).toBe('1 2 2.5 3'));
});
