// @vitest-environment jsdom
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Problem } from '../src/shared/api/problem';
import { timeOf } from '../src/shared/api/values';
import { useTrend } from '../src/twin-state/trend/useTrend';
import { value, watched } from './plant';
import { FakeGateway, fakeServices, renderWith } from './support';

afterEach(cleanup);

function Probe() {
  const { series, loading } = useTrend('PT', '15m');
  return <p data-testid="trend">{loading ? 'loading' : series.values.join(' ')}</p>;
}

it('is read, extended by live values, and read anew once a cut stream is back', async () => {
  const now = Date.now();
  const history = [1, 2];
  const gateway = new FakeGateway().route('GET /v1/points/PT:queryHistory', () => ({
    samples: history.map((number, i) => ({
      eventTime: timeOf(now - 60_000 + i * 1000),
      value: number,
      quality: 'QUALITY_GOOD',
    })),
  }));
  const services = fakeServices(gateway);
  services.live.setState({ kind: 'live' });
  const text = () => screen.getByTestId('trend').textContent;
  renderWith(services, <Probe />);
  expect(text()).toBe('loading');
  await waitFor(() => expect(text()).toBe('1 2'));

  act(() => services.live.apply(watched([value('PT', 3, now), value('other', 9, now)])));
  expect(text()).toBe('1 2 3');

  history.push(2.5);
  act(() => services.live.setState({ kind: 'reconnecting', attempt: 1, retryAt: 0, problem: new Problem(0, 'NETWORK', '') }));
  act(() => services.live.setState({ kind: 'live' }));
  expect(text()).toBe('1 2 3');
  await waitFor(() => expect(text()).toBe('1 2 2.5 3'));
});
