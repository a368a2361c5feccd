import type { Message } from '../shared/api/contract';
import type { TextKey } from '../shared/i18n/catalog';

type PlanTrigger = Message<'scheduler.v1.PlanTrigger'>;
type Decider = Message<'scheduler.v1.Decider'>;
type OrderState = Message<'scheduler.v1.OrderState'>;

const TRIGGERS: Readonly<Record<PlanTrigger, TextKey>> = {
  PLAN_TRIGGER_UNSPECIFIED: 'trigger.unspecified',
  PLAN_TRIGGER_MACHINE_CHANGED: 'trigger.machine',
  PLAN_TRIGGER_ORDER_CHANGED: 'trigger.order',
  PLAN_TRIGGER_PRICES_CHANGED: 'trigger.prices',
  PLAN_TRIGGER_PROGRESS: 'trigger.progress',
  PLAN_TRIGGER_RESTART: 'trigger.restart',
  PLAN_TRIGGER_BLOCK_CHANGED: 'trigger.block',
  PLAN_TRIGGER_INVENTORY_CHANGED: 'trigger.inventory',
  PLAN_TRIGGER_RELAXATION_ACCEPTED: 'trigger.relaxation',
  PLAN_TRIGGER_MACHINE_MEASURED: 'trigger.measured',
};

const DECIDERS: Readonly<Record<Decider, TextKey>> = {
  DECIDER_UNSPECIFIED: 'decider.lookAhead',
  DECIDER_LOOK_AHEAD: 'decider.lookAhead',
  DECIDER_BENCHMARK: 'decider.benchmark',
  DECIDER_EXACT: 'decider.exact',
  DECIDER_WARM_LOOK_AHEAD: 'decider.warm',
  DECIDER_EXPERT_RULES: 'decider.expert',
};

const ORDERS: Readonly<Record<OrderState, TextKey>> = {
  ORDER_STATE_UNSPECIFIED: 'order.unspecified',
  ORDER_STATE_OPEN: 'order.open',
  ORDER_STATE_MET: 'order.met',
  ORDER_STATE_MISSED: 'order.missed',
  ORDER_STATE_CANCELLED: 'order.cancelled',
};

export const triggerKey = (trigger: PlanTrigger): TextKey => TRIGGERS[trigger] ?? 'trigger.unspecified';
export const orderKey = (state: OrderState): TextKey => ORDERS[state] ?? 'order.unspecified';
export const deciderKey = (decider: Decider | undefined): TextKey =>
  DECIDERS[decider ?? 'DECIDER_UNSPECIFIED'] ?? 'decider.lookAhead';
