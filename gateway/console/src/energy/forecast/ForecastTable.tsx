import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import { formatNumber } from '../../shared/format/number';
import { formatMinute } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';

/** The steps as a table. */
export function ForecastTable({ steps, unit }: { steps: readonly Message<'energy.v1.ForecastStep'>[]; unit: string }) {
  const t = useText();
  return (
    <div className="tablebox">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('energy.col.start')}</th>
            {(['P10', t('forecast.value'), 'P90'] as const).map((head) => (
              <th key={head} scope="col" className="num">
                {head} {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.startTime}>
              <td>{formatMinute(msOf(step.startTime) ?? 0)}</td>
              <td className="num">{formatNumber(step.low)}</td>
              <td className="num">{formatNumber(step.value)}</td>
              <td className="num">{formatNumber(step.high)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
