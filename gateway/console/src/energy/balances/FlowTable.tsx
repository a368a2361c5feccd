import { formatNumber } from '../../shared/format/number';
import { formatUnit } from '../../shared/format/unit';
import { idOf } from '../../shared/api/values';
import { useText } from '../../shared/i18n/useText';
import { flowKey } from './SankeyChart';
import type { Flow } from './sankey';

/** The same flows as a table, each with the meter that measured it. */
export function FlowTable({ flows, nameOf }: { flows: readonly Flow[]; nameOf: (node: string) => string }) {
  const t = useText();
  return (
    <div className="tablebox">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('sankey.from')}</th>
            <th scope="col">{t('sankey.to')}</th>
            <th scope="col">{t('sankey.kind')}</th>
            <th scope="col">{t('sankey.meter')}</th>
            <th scope="col" className="num">
              {t('sankey.quantity')}
            </th>
            <th scope="col" className="num">
              {t('balance.covered')} %
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow, i) => (
            <tr key={i}>
              <td>{flow.sourceNode ? nameOf(flow.sourceNode) : '—'}</td>
              <td>{flow.targetNode ? nameOf(flow.targetNode) : '—'}</td>
              <td>{t(flowKey(flow.kind))}</td>
              <td>{flow.meter ? idOf(flow.meter) : '—'}</td>
              <td className="num">
                {flow.quantity === undefined ? t('balance.noData') : `${formatNumber(flow.quantity)} ${formatUnit(flow.unit)}`}
              </td>
              <td className="num">{formatNumber(flow.coveredPercent, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
