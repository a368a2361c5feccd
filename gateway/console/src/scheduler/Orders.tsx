import { useState } from 'react';
import { useServices, useSession } from '../services';
import { answerOf } from '../shared/api/client';
import type { Message } from '../shared/api/contract';
import { allPages } from '../shared/api/pages';
import { Problem } from '../shared/api/problem';
import { idOf, msOf, type Int64 } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { hasRole } from '../shared/session/session';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Pager } from '../shared/ui/Pager';
import { Panel } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { OrderForm } from './OrderForm';
import { OrderRow } from './OrderRow';

type Order = Message<'scheduler.v1.Order'>;

const PAGE = 10;

/** The orders on a machine, read anew with every new plan; a dispatcher places and withdraws them. */
export function Orders({ machine, revision }: { machine: string; revision: Int64 }) {
  const t = useText();
  const { api } = useServices();
  const dispatcher = hasRole(useSession(), 'dispatcher');
  const [page, setPage] = useState(0);
  const [problem, setProblem] = useState<Problem | undefined>();
  const [changing, setChanging] = useState('');
  const answer = useAnswer(
    `orders ${machine}`,
    async (signal) => {
      const orders = await allPages(async (pageToken) => {
        const list = await answerOf(
          api.rest.GET('/v1/machines/{machine}/orders', {
            params: { path: { machine }, query: { pageSize: 500, pageToken } },
            signal,
          }),
        );
        return { items: list.orders, nextPageToken: list.nextPageToken };
      });
      return orders.sort(openFirst);
    },
    { version: revision },
  );
  const withdraw = (order: Order) => {
    setProblem(undefined);
    const path = { machine, order: idOf(order.name) };
    answerOf(api.rest.POST('/v1/machines/{machine}/orders/{order}:cancel', { params: { path }, body: {} })).then(
      answer.reload,
      (error: unknown) => setProblem(Problem.from(error)),
    );
  };
  const orders = answer.data ?? [];
  const pages = Math.max(1, Math.ceil(orders.length / PAGE));
  const at = Math.min(page, pages - 1);
  const opened = orders.find(({ name }) => name === changing);
  return (
    <Panel title={t('schedule.orders')}>
      {dispatcher ? <OrderForm machine={machine} onDone={answer.reload} /> : <p className="hint">{t('order.notAllowed')}</p>}
      {opened && (
        <div className="orderchange">
          <OrderForm key={changing} machine={machine} order={opened} onDone={answer.reload} onClose={() => setChanging('')} />
        </div>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {answer.loading && <Loading lines={2} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.data && orders.length === 0 && <Empty title={t('schedule.orders.empty')} />}
      {orders.length > 0 && (
        <div className="tablebox">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('schedule.col.order')}</th>
                <th scope="col" className="num">
                  {t('schedule.col.parts')}
                </th>
                <th scope="col" className="num">
                  {t('schedule.col.due')}
                </th>
                <th scope="col">{t('schedule.col.state')}</th>
                {dispatcher && <th aria-label={t('order.actions')} />}
              </tr>
            </thead>
            <tbody>
              {orders.slice(at * PAGE, (at + 1) * PAGE).map((order) => (
                <OrderRow
                  key={order.name}
                  order={order}
                  onChange={dispatcher ? ({ name }) => setChanging(name) : undefined}
                  onWithdraw={dispatcher ? withdraw : undefined}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager page={at} pages={pages} hasNext={at < pages - 1} onPage={setPage} />
    </Panel>
  );
}

/** Open orders by due time, then the others, the latest first. */
function openFirst(a: Order, b: Order): number {
  const open = (order: Order) => (order.state === 'ORDER_STATE_OPEN' ? 0 : 1);
  const due = (order: Order) => msOf(order.dueTime) ?? 0;
  return open(a) - open(b) || (open(a) === 0 ? due(a) - due(b) : due(b) - due(a));
}
