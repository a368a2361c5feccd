import { useState } from 'react';
import type { Message } from '../shared/api/contract';
import { idOf, msOf } from '../shared/api/values';
import { formatMinute } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { ConditionShape } from '../twin-state/live/ConditionMark';
import { orderKey } from './planTexts';

type Order = Message<'scheduler.v1.Order'>;

interface OrderRowProps {
  order: Order;
  /** Left out where nobody may. */
  onChange?: ((order: Order) => void) | undefined;
  onWithdraw?: ((order: Order) => void) | undefined;
}

/** One order, and what a dispatcher can do about it. */
export function OrderRow({ order, onChange, onWithdraw }: OrderRowProps) {
  const t = useText();
  const due = msOf(order.dueTime);
  const id = idOf(order.name);
  return (
    <tr>
      <th scope="row">{id}</th>
      <td className="num">{order.parts}</td>
      <td className="num">{due === undefined ? '—' : formatMinute(due)}</td>
      <td>
        {order.state === 'ORDER_STATE_MISSED' ? (
          <span className="mark mark--high">
            <ConditionShape condition="high" size={12} />
            {t('order.missed')}
          </span>
        ) : (
          t(orderKey(order.state))
        )}
      </td>
      {onChange && onWithdraw && (
        <td className="num">
          {order.state === 'ORDER_STATE_OPEN' && (
            <span className="sure">
              <button
                type="button"
                className="button"
                aria-label={t('order.change.label', { order: id })}
                onClick={() => onChange(order)}>
                {t('order.change')}
              </button>
              <Withdraw id={id} onSure={() => onWithdraw(order)} />
            </span>
          )}
        </td>
      )}
    </tr>
  );
}

/** Asks once more before an order is gone: a slip of the finger must not re-plan a machine. */
function Withdraw({ id, onSure }: { id: string; onSure: () => void }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button
        type="button"
        className="button"
        aria-label={t('order.withdraw.label', { order: id })}
        onClick={() => setAsking(true)}>
        {t('order.withdraw')}
      </button>
    );
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(false)}>
        {t('order.withdraw.keep')}
      </button>
      <button type="button" className="button button--primary" onClick={onSure}>
        {t('order.withdraw.sure')}
      </button>
    </>
  );
}
