import { formatNumber } from '../../shared/format/number';
import { formatUnit } from '../../shared/format/unit';
import { useText } from '../../shared/i18n/useText';
import { Panel } from '../../shared/ui/Panel';
import type { Baseline } from './BaselineView';

/** The fitted model: its terms, and how good it is. */
export function FitTable({ baseline }: { baseline: Baseline }) {
  const t = useText();
  const { fit } = baseline;
  if (!fit) return null;
  const unit = formatUnit(baseline.unit);
  return (
    <Panel title={t('baseline.fit')}>
      <p>
        R² {formatNumber(fit.rSquared, 3)} · RMSE {formatNumber(fit.rmse)} {unit} · CV(RMSE) {formatNumber(fit.cvRmsePercent, 1)}{' '}
        % · {t('baseline.observations')} {fit.observations}
      </p>
      <div className="tablebox">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('baseline.term')}</th>
              <th scope="col" className="num">
                {t('baseline.coefficient')} {unit}
              </th>
              <th scope="col" className="num">
                {t('baseline.error')} {unit}
              </th>
              <th scope="col" className="num">
                p
              </th>
              <th scope="col" className="num">
                {t('baseline.range')}
              </th>
            </tr>
          </thead>
          <tbody>
            {fit.terms.map((term, i) => (
              <tr key={term.variable}>
                <th scope="row">{term.variable}</th>
                <td className="num">{formatNumber(term.coefficient)}</td>
                <td className="num">{formatNumber(term.standardError)}</td>
                <td className="num">{formatNumber(term.p, 4)}</td>
                <td className="num">{i === 0 ? '—' : `${formatNumber(term.low)} – ${formatNumber(term.high)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
