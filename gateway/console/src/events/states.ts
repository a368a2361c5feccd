import type { Message } from '../shared/api/contract';
import type { TextKey } from '../shared/i18n/catalog';

type Letter = Message<'events.v1.DeadLetter'>;

export const stateKey = (state: Letter['state']): TextKey => {
  if (state === 'DEAD_LETTER_STATE_REPLAYED') return 'letters.state.replayed';
  return state === 'DEAD_LETTER_STATE_DISCARDED' ? 'letters.state.discarded' : 'letters.state.waiting';
};

export const actionKey = (action: Letter['changes'][number]['action']): TextKey => {
  if (action === 'DEAD_LETTER_ACTION_REPLAYED') return 'letters.action.replayed';
  if (action === 'DEAD_LETTER_ACTION_REPLAY_FAILED') return 'letters.action.replayFailed';
  return action === 'DEAD_LETTER_ACTION_DISCARDED' ? 'letters.action.discarded' : 'letters.action.failed';
};
