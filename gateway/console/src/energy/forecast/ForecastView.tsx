import { useState } from 'react';
import { useServices } from '../../services';
import { msOf, timeOf } from '../../shared/api/values';
import { saveFile, toCsv } from '../../shared/format/csv';
import { formatMinute } from '../../shared/format/time';
import { formatUnit } from '../../shared/format/unit';
import { useSpan, useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { Icon } from '../../shared/ui/Icon';
import { Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { Segmented } from '../../shared/ui/Segmented';
import { ForecastChart } from './ForecastChart';
import { ForecastTable } from './ForecastTable';
import { ScoreTable } from './ScoreTable';
import { useForecast, type ForecastInput } from './useForecast';

const HOUR = 3_600_000;

/** What is to come, how sure that is, and beside it how good such forecasts were. */
export function ForecastView({ input }: { input: ForecastInput }) {
  const t = useText();
  const span = useSpan();
  const { live } = useServices();
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  const answer = useForecast(input);
  useNow();
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const { forecast, history } = answer.data;
  const unit = formatUnit(forecast.unit || input.source.unit);
  const origin = msOf(forecast.steps[0]?.startTime) ?? 0;
  // A history that ends in the past makes a forecast of what has been: it is told, not passed off as what is to come.
  const behind = live.clock.now() - origin;
  const exportCsv = () =>
    saveFile(
      'forecast.csv',
      toCsv(
        ['start_time', 'end_time', 'p10', 'forecast', 'p90'],
        forecast.steps.map(({ startTime, endTime, low, value, high }) => [
          timeOf(msOf(startTime)),
          timeOf(msOf(endTime)),
          low,
          value,
          high,
        ]),
      ),
    );
  return (
    <div className="seriesview forecast">
      <div className="seriesview__main">
        <Panel
          title={t('forecast.title')}
          actions={
            <>
              <Segmented
                label={t('forecast.title')}
                value={form}
                onChange={setForm}
                options={[
                  { value: 'chart', text: t('common.chart') },
                  { value: 'table', text: t('common.table') },
                ]}
              />
              <button type="button" className="button" onClick={exportCsv}>
                <Icon name="download" />
                {t('common.export')}
              </button>
            </>
          }>
          <p className="quiet" data-testid="forecast-origin">
            {t('forecast.origin', { time: formatMinute(origin), model: forecast.model })}
          </p>
          {behind > HOUR && (
            <p className="notice" role="status">
              <Icon name="clock" />
              <span className="notice__body">{t('forecast.behind', { age: span(behind) })}</span>
            </p>
          )}
          {!forecast.publishable && (
            <p className="notice notice--abnormal" role="status">
              <Icon name="error" />
              <span className="notice__body">{t('forecast.weak')}</span>
            </p>
          )}
          {form === 'chart' ? (
            <ForecastChart
              steps={forecast.steps}
              history={history}
              unit={unit}
              label={t('forecast.label', { of: input.source.title })}
            />
          ) : (
            <ForecastTable steps={forecast.steps} unit={unit} />
          )}
        </Panel>
      </div>
      <div className="seriesview__side">
        <ScoreTable forecast={forecast} unit={unit} />
      </div>
    </div>
  );
}
