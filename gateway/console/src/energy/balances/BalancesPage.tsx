import { useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { allPages } from '../../shared/api/pages';
import { idOf } from '../../shared/api/values';
import { useText } from '../../shared/i18n/useText';
import { href, navigate } from '../../shared/router/router';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { ViewHead } from '../../shared/ui/Panel';
import { Segmented } from '../../shared/ui/Segmented';
import { useAnswer } from '../../shared/ui/useAnswer';
import { BalanceView } from './BalanceView';
import { NodeTable } from './NodeTable';
import { thresholdOf } from './thresholds';
import { RANGES, type RangeName } from './ranges';
import './balances.css';

/** Energy and media by node: whether what goes in comes out. */
export default function BalancesPage({ node }: { node: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  const [range, setRange] = useState<RangeName>('8h');
  const [parts, setParts] = useState(false);
  const answer = useAnswer('balance nodes', (signal) =>
    allPages(async (pageToken) => {
      const page = await answerOf(api.rest.GET('/v1/balanceNodes', { params: { query: { pageSize: 200, pageToken } }, signal }));
      return { items: page.balanceNodes, nextPageToken: page.nextPageToken };
    }),
  );
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const nodes = asTree(answer.data);
  const chosen = nodes.find((one) => idOf(one.node.name) === node) ?? nodes[0];
  if (!chosen)
    return (
      <>
        <ViewHead title={t('energy.part.balances')} />
        <Empty title={t('balance.empty')}>
          <p>{t('balance.empty.next')}</p>
        </Empty>
      </>
    );
  const rulesOf = (name: string, carrier: string) => thresholdOf(answer.data ?? [], name, carrier);
  const nameOf = (name: string) => nodes.find((one) => one.node.name === name)?.node.displayName || idOf(name);
  return (
    <>
      <ViewHead title={nameOf(chosen.node.name)} trail={<span className="quiet">{t('energy.part.balances')}</span>}>
        <div className="viewchoices">
          <label className="field">
            <span className="field__label">{t('balance.node')}</span>
            <select
              className="input"
              value={idOf(chosen.node.name)}
              onChange={(event) => navigate(href(['energy', '+balances', event.target.value]))}>
              {nodes.map((one) => (
                <option key={one.node.name} value={idOf(one.node.name)}>
                  {'\u00a0\u00a0'.repeat(one.depth)}
                  {nameOf(one.node.name)}
                </option>
              ))}
            </select>
          </label>
          <Segmented
            label={t('balance.range')}
            value={range}
            onChange={setRange}
            options={(Object.keys(RANGES) as RangeName[]).map((value) => ({ value, text: t(`balance.range.${value}`) }))}
          />
          <label className="balances__parts">
            <input type="checkbox" checked={parts} onChange={(event) => setParts(event.target.checked)} />
            {t('balance.parts')}
          </label>
        </div>
      </ViewHead>
      <BalanceView
        key={chosen.node.name}
        node={chosen.node}
        range={range}
        includeParts={parts}
        nameOf={nameOf}
        thresholdOf={rulesOf}
      />
      <NodeTable nodes={nodes} range={range} chosen={chosen.node.name} />
    </>
  );
}

type Node = Message<'energy.v1.BalanceNode'>;

/** Nodes beneath their parents, with their depth. One whose parent is not there stands at the top. */
export function asTree(nodes: readonly Node[]): { node: Node; depth: number }[] {
  const known = new Set(nodes.map(({ name }) => name));
  const below = (parent: string, depth: number): { node: Node; depth: number }[] =>
    nodes
      .filter((node) => (known.has(node.parent) && node.parent !== node.name ? node.parent : '') === parent)
      .flatMap((node) => [{ node, depth }, ...(depth < 20 ? below(node.name, depth + 1) : [])]);
  return below('', 0);
}
