import type { Message } from '../../shared/api/contract';
import type { TextKey } from '../../shared/i18n/catalog';

/** What a version's state is called. One of which nothing is said is a draft: only what says so is approved. */
export const stateKey = (state: Message<'energy.v1.BaselineState'>): TextKey =>
  state === 'BASELINE_STATE_APPROVED'
    ? 'baseline.state.approved'
    : state === 'BASELINE_STATE_RETIRED'
      ? 'baseline.state.retired'
      : 'baseline.state.draft';
