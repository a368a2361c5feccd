import { Machines, OrderState } from '../generated/factorytwin/scheduler/v1/machines_pb';
import { useServices } from '../services';
import { formatMinute, msOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Panel } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { ConditionShape } from '../twin-state/live/ConditionMark';
import { orderKey } from './planTexts';

/** The orders on a machine; read anew with every new plan. */
export function Orders({ machine, revision }: { machine: string; revision: bigint }) {
  const t = useText();
  const { api } = useServices();
  const answer = useAnswer(`orders ${machine} ${revision}`, (signal) => api.unary(Machines.method.listOrders, { parent: `machines/${machine}`, pageSize: 200 }, { signal }));
  return (
    <Panel title={t('schedule.orders')}>
      {answer.loading && <Loading lines={2} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.data?.orders.length === 0 && <Empty title={t('schedule.orders.empty')} />}
      {answer.data && answer.data.orders.length > 0 && (
        <div className="tablebox">
          <table className="table">
            <thead><tr><th scope="col">{t('schedule.col.order')}</th><th scope="col" className="num">{t('schedule.col.parts')}</th><th scope="col" className="num">{t('schedule.col.due')}</th><th scope="col">{t('schedule.col.state')}</th></tr></thead>
            <tbody>
              {answer.data.orders.map((order) => {
                const due = msOf(order.dueTime);
                return (
                  <tr key={order.name}>
                    <th scope="row">{order.name.split('/').pop()}</th><td className="num">{order.parts}</td>
                    <td className="num">{due === undefined ? '—' : formatMinute(due)}</td>
                    <td>{order.state === OrderState.MISSED ? <span className="mark mark--high"><ConditionShape condition="high" size={12} />{t('order.missed')}</span> : t(orderKey(order.state))}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
