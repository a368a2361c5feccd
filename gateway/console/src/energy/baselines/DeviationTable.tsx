import type { Message } from '../../shared/api/contract';
import { formatNumber } from '../../shared/format/number';
import { momentOf } from '../../shared/format/time';
import { formatUnit } from '../../shared/format/unit';
import { useText } from '../../shared/i18n/useText';
import { Panel } from '../../shared/ui/Panel';
import type { Baseline } from './BaselineView';

interface DeviationTableProps {
  baseline: Baseline;
  deviations: readonly Message<'energy.v1.EnpiDeviation'>[];
}

/** When the indicator deviated, and by which rule; where nothing is watched it says so. */
export function DeviationTable({ baseline, deviations }: DeviationTableProps) {
  const t = useText();
  const rule = baseline.enpiRule;
  const watched = rule && baseline.meters && baseline.approvedVersion > 0;
  const unit = formatUnit(baseline.unit);
  return (
    <Panel title={t('baseline.deviations')}>
      {watched ? (
        <p className="quiet">
          {t('baseline.rule', {
            percent: formatNumber(rule.deviationPercent),
            periods: rule.periods || 2,
            source: `${rule.source?.standard ?? ''} ${rule.source?.edition ?? ''}`.trim(),
          })}
        </p>
      ) : (
        <p className="notice">{t('baseline.deviations.norule')}</p>
      )}
      {deviations.length === 0 && watched && <p className="quiet">{t('baseline.deviations.none')}</p>}
      {deviations.length > 0 && (
        <div className="tablebox">
          <table className="table" data-testid="deviations">
            <thead>
              <tr>
                <th scope="col">{t('baseline.from')}</th>
                <th scope="col">{t('baseline.until')}</th>
                <th scope="col" className="num">
                  EnPI
                </th>
                <th scope="col" className="num">
                  {t('baseline.worst')} {unit}
                </th>
                <th scope="col" className="num">
                  {t('baseline.periods')}
                </th>
                <th scope="col" className="num">
                  {t('baseline.version')}
                </th>
              </tr>
            </thead>
            <tbody>
              {deviations.map((one) => (
                <tr key={one.name}>
                  <th scope="row">{momentOf(one.startTime)}</th>
                  <td>{momentOf(one.endTime, t('baseline.lasts'))}</td>
                  <td className="num">{one.worst ? formatNumber(one.worst.enpi, 3) : '—'}</td>
                  <td className="num">
                    {one.worst ? `${formatNumber(one.worst.actualEnergy)} / ${formatNumber(one.worst.expectedEnergy)}` : '—'}
                  </td>
                  <td className="num">{one.periods}</td>
                  <td className="num">{one.version}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
