import type { Message } from '../../shared/api/contract';
import type { TextKey } from '../../shared/i18n/catalog';

const key = (prefix: string, value: string, of: string): TextKey =>
  `${prefix}.${value.slice(of.length).toLowerCase()}` as TextKey;

export const stateKey = (state: Message<'scheduler.v1.FailureState'>): TextKey => key('failure', state, 'FAILURE_STATE_');
export const constraintKey = (kind: Message<'scheduler.v1.ConstraintKind'>): TextKey =>
  key('constraint', kind, 'CONSTRAINT_KIND_');
export const relaxationKey = (kind: Message<'scheduler.v1.RelaxationKind'>): TextKey =>
  key('relaxation', kind, 'RELAXATION_KIND_');
