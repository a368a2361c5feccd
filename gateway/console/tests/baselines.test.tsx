// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApprovePanel } from '../src/energy/baselines/ApprovePanel';
import type { Baseline } from '../src/energy/baselines/BaselineView';
import { DeviationTable } from '../src/energy/baselines/DeviationTable';
import { FakeGateway, fakeServices, renderWith } from './support';

afterEach(cleanup);

const baseline = (over: object = {}): Baseline =>
  ({
    name: 'energyBaselines/line',
    displayName: 'Line',
    unit: 'MWh',
    etag: 'seen',
    state: 'BASELINE_STATE_DRAFT',
    version: 2,
    approvedVersion: 0,
    accepted: true,
    fitFaults: [],
    author: 'engineer',
    approver: '',
    ...over,
  }) as unknown as Baseline;

describe('baseline', () => {
  it('is approved as it is on the screen, after a second word', async () => {
    let changed = 0;
    const gateway = new FakeGateway().route('POST /v1/energyBaselines/line:approve', () => baseline());
    renderWith(
      fakeServices(gateway, ['energy-manager']),
      <ApprovePanel baseline={baseline()} onChanged={() => (changed += 1)} />,
    );
    expect(screen.getByText(/^No version is approved/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Approve version 2' }));
    expect(gateway.calls).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(changed).toBe(1));
    expect(gateway.calls[0]?.input).toMatchObject({ body: { etag: 'seen' } });
  });

  it('says which version judges, and cannot be approved by others or with a bad fit', () => {
    const others = fakeServices(new FakeGateway(), ['engineer']);
    renderWith(others, <ApprovePanel baseline={baseline({ approvedVersion: 1 })} onChanged={() => undefined} />);
    expect(screen.getByText(/judged by version 1 until/)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
    cleanup();
    const bad = baseline({ accepted: false, fitFaults: ['R squared 0.6 is below 0.75'] });
    renderWith(fakeServices(new FakeGateway(), ['energy-manager']), <ApprovePanel baseline={bad} onChanged={() => undefined} />);
    expect(screen.getByText(/R squared 0.6 is below 0.75/)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('never says that nothing deviates where nothing is watched', () => {
    renderWith(fakeServices(new FakeGateway(), []), <DeviationTable baseline={baseline()} deviations={[]} />);
    expect(screen.getByText(/^Nothing is watched/)).toBeTruthy();
    expect(screen.queryByText(/^No deviation/)).toBeNull();
  });
});
