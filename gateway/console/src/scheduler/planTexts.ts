import { OrderState } from '../generated/factorytwin/scheduler/v1/machines_pb';
import { PlanTrigger } from '../generated/factorytwin/scheduler/v1/plans_pb';
import type { TextKey } from '../shared/i18n/catalog';

const TRIGGERS: Readonly<Record<PlanTrigger, TextKey>> = {
  [PlanTrigger.UNSPECIFIED]: 'trigger.unspecified',
  [PlanTrigger.MACHINE_CHANGED]: 'trigger.machine',
  [PlanTrigger.ORDER_CHANGED]: 'trigger.order',
  [PlanTrigger.PRICES_CHANGED]: 'trigger.prices',
  [PlanTrigger.PROGRESS]: 'trigger.progress',
  [PlanTrigger.RESTART]: 'trigger.restart',
};

const ORDERS: Readonly<Record<OrderState, TextKey>> = {
  [OrderState.UNSPECIFIED]: 'order.unspecified',
  [OrderState.OPEN]: 'order.open',
  [OrderState.MET]: 'order.met',
  [OrderState.MISSED]: 'order.missed',
  [OrderState.CANCELLED]: 'order.cancelled',
};

export const triggerKey = (trigger: PlanTrigger): TextKey => TRIGGERS[trigger] ?? 'trigger.unspecified';
export const orderKey = (state: OrderState): TextKey => ORDERS[state] ?? 'order.unspecified';
