import type { Message } from '../../shared/api/contract';
import { formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { Panel } from '../../shared/ui/Panel';

type Score = Message<'energy.v1.ForecastScore'>;

/** The back-test of every model: what the forecast is worth. */
export function ScoreTable({ forecast, unit }: { forecast: Message<'energy.v1.Forecast'>; unit: string }) {
  const t = useText();
  const number = (value: number | undefined, decimals?: number) => (value === undefined ? '—' : formatNumber(value, decimals));
  const rows: readonly [title: string, of: (score: Score) => string][] = [
    ['MASE', ({ mase }) => number(mase, 3)],
    [`MAE ${unit}`, ({ mae }) => number(mae)],
    [`RMSE ${unit}`, ({ rmse }) => number(rmse)],
    [`${t('score.bias')} ${unit}`, ({ bias }) => number(bias)],
    ['WAPE %', ({ wapePercent }) => number(wapePercent, 1)],
    [`${t('score.pinball')} ${unit}`, ({ pinballLoss }) => number(pinballLoss)],
    [t('score.coverage'), ({ coveragePercent }) => number(coveragePercent, 1)],
    [t('score.origins'), ({ origins }) => number(origins, 0)],
  ];
  return (
    <Panel title={t('score.title')}>
      <p className="quiet">{t('score.lead')}</p>
      <div className="tablebox">
        <table className="table scores" data-testid="scores">
          <thead>
            <tr>
              <th scope="col">{t('score.figure')}</th>
              {forecast.scores.map(({ model }) => (
                <th key={model} scope="col" className="num">
                  {model}
                  {model === forecast.model && <span className="tag">{t('score.used')}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([title, of]) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                {forecast.scores.map((score) => (
                  <td key={score.model} className="num">
                    {score.model === forecast.model ? <strong>{of(score)}</strong> : of(score)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {forecast.filledValues > 0 && <p className="hint">{t('score.filled', { n: forecast.filledValues })}</p>}
    </Panel>
  );
}
