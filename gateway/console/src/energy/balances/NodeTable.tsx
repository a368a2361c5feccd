import { useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { idOf, timeOf } from '../../shared/api/values';
import { formatNumber } from '../../shared/format/number';
import { formatUnit } from '../../shared/format/unit';
import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Pager } from '../../shared/ui/Pager';
import { Panel } from '../../shared/ui/Panel';
import { useAnswer } from '../../shared/ui/useAnswer';
import { windowOf, type RangeName } from './ranges';
import { StandingMark } from './StandingMark';
import { standingOf } from './verdict';

interface NodeTableProps {
  nodes: readonly { node: Message<'energy.v1.BalanceNode'>; depth: number }[];
  range: RangeName;
  chosen: string;
}

const PAGE = 20;

/** Every node with its balance over the whole time, carrier by carrier. */
export function NodeTable({ nodes, range, chosen }: NodeTableProps) {
  const t = useText();
  const { api, live } = useServices();
  const [page, setPage] = useState(0);
  const [now] = useState(() => live.clock.now());
  const { from, to } = windowOf(range, now);
  const shown = nodes.slice(page * PAGE, (page + 1) * PAGE);
  const answer = useAnswer(`node balances ${from} ${to} ${shown.map(({ node }) => node.name).join()}`, (signal) =>
    Promise.all(
      shown.map(async ({ node, depth }) => {
        const query = { startTime: timeOf(from), endTime: timeOf(to), interval: `${(to - from) / 1000}s` };
        const path = { balanceNode: idOf(node.name) };
        const { balances } = await answerOf(
          api.rest.GET('/v1/balanceNodes/{balanceNode}:queryBalances', { params: { path, query }, signal }),
        );
        return { node, depth, balances };
      }),
    ),
  );
  const pages = Math.max(1, Math.ceil(nodes.length / PAGE));
  return (
    <Panel title={t('balance.nodes')}>
      {answer.loading && <Loading lines={4} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      <div className="tablebox">
        <table className="table" data-testid="balance-nodes">
          <thead>
            <tr>
              <th scope="col">{t('balance.node')}</th>
              <th scope="col">{t('energy.carrier')}</th>
              <th scope="col">{t('balance.verdict')}</th>
              {(['input', 'output', 'imbalance', 'covered'] as const).map((head) => (
                <th key={head} scope="col" className="num">
                  {t(`balance.${head}`)}
                  {head === 'covered' && ' %'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.data?.flatMap(({ node, depth, balances }) =>
              (balances.length > 0 ? balances : [undefined]).map((balance) => (
                <tr key={`${node.name} ${balance?.carrier}`}>
                  <th scope="row" style={{ paddingLeft: `${depth * 16}px` }}>
                    <a
                      className="rowlink"
                      href={href(['energy', '+balances', idOf(node.name)])}
                      aria-current={node.name === chosen}>
                      {node.displayName || idOf(node.name)}
                    </a>
                  </th>
                  <td>{balance?.carrier ?? '—'}</td>
                  <td>{balance ? <StandingMark standing={standingOf(balance)} /> : t('balance.noMeters')}</td>
                  {balance && balance.coveredPercent > 0
                    ? [balance.inputQuantity, balance.outputQuantity, balance.imbalanceQuantity].map((quantity, i) => (
                        <td key={i} className="num">
                          {quantity === undefined ? '—' : `${formatNumber(quantity)} ${formatUnit(balance.unit)}`}
                        </td>
                      ))
                    : [0, 1, 2].map((i) => (
                        <td key={i} className="num">
                          —
                        </td>
                      ))}
                  <td className="num">{balance ? formatNumber(balance.coveredPercent, 0) : '—'}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
      <Pager page={page} pages={pages} hasNext={page < pages - 1} onPage={setPage} />
    </Panel>
  );
}
