import type { Int64 } from '../../shared/api/values';
import { saveFile, toCsv } from '../../shared/format/csv';
import { formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { Icon } from '../../shared/ui/Icon';
import { deltaTitle, signed } from './deltaText';
import { runningCosts, type Waterfall } from './waterfall';

/** The same steps as a table. */
export function WaterfallTable({ waterfall, currency, revision }: { waterfall: Waterfall; currency: string; revision: Int64 }) {
  const t = useText();
  const { deltas, benchmark, plan } = waterfall;
  const rows = runningCosts(waterfall).map((after, i) => ({ title: deltaTitle(deltas[i]!, t), value: deltas[i]!.value, after }));
  const exportCsv = () =>
    saveFile(
      `saving-${revision}.csv`,
      toCsv(
        ['step', 'difference', 'cost_after'],
        rows.map(({ title, value, after }) => [title, value, after]),
      ),
    );
  return (
    <div className="tablebox">
      <button type="button" className="button" onClick={exportCsv}>
        <Icon name="download" />
        {t('common.export')}
      </button>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('saving.step')}</th>
            <th scope="col" className="num">
              {t('saving.difference')} {currency}
            </th>
            <th scope="col" className="num">
              {t('saving.after')} {currency}
            </th>
          </tr>
        </thead>
        <tbody>
          <Total title={t('decider.benchmark')} value={benchmark} />
          {rows.map(({ title, value, after }, i) => (
            <tr key={i}>
              <td>{title}</td>
              <td className="num">{signed(value)}</td>
              <td className="num">{formatNumber(after, 2)}</td>
            </tr>
          ))}
          <Total title={t('saving.plan')} value={plan} />
        </tbody>
      </table>
    </div>
  );
}

const Total = ({ title, value }: { title: string; value: number }) => (
  <tr>
    <th scope="row">{title}</th>
    <td className="num">—</td>
    <td className="num">
      <strong>{formatNumber(value, 2)}</strong>
    </td>
  </tr>
);
