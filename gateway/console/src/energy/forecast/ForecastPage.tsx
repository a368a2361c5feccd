import { useState } from 'react';
import { useServices } from '../../services';
import { useText } from '../../shared/i18n/useText';
import { href, navigate } from '../../shared/router/router';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { ViewHead } from '../../shared/ui/Panel';
import { Segmented } from '../../shared/ui/Segmented';
import { useAnswer } from '../../shared/ui/useAnswer';
import { ForecastView } from './ForecastView';
import { keyOf, readSources } from './sources';
import './forecast.css';

export const MODELS = ['', 'seasonal-naive', 'analogue-days', 'double-seasonal', 'combined'] as const;

/** Forecasts of prices and loads: which, how far, by which model. */
export default function ForecastPage({ source }: { source: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  const [days, setDays] = useState<'1' | '2' | '7'>('1');
  const [model, setModel] = useState('');
  const answer = useAnswer('forecast sources', (signal) => readSources(api, signal));
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const chosen = answer.data.find((one) => keyOf(one) === source) ?? answer.data[0];
  if (!chosen) return <Empty title={t('forecast.none')} />;
  return (
    <>
      <ViewHead title={chosen.title} trail={<span className="quiet">{t('energy.part.forecast')}</span>}>
        <div className="viewchoices">
          <label className="field">
            <span className="field__label">{t('forecast.of')}</span>
            <select
              className="input"
              value={keyOf(chosen)}
              onChange={(event) => navigate(href(['energy', '+forecast', event.target.value]))}>
              {(['prices', 'load'] as const).map((kind) => (
                <optgroup key={kind} label={t(`forecast.${kind}`)}>
                  {answer
                    .data!.filter((one) => one.kind === kind)
                    .map((one) => (
                      <option key={keyOf(one)} value={keyOf(one)}>
                        {one.title}
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
          </label>
          <label className="field">
            <span className="field__label">{t('forecast.model')}</span>
            <select className="input" value={model} onChange={(event) => setModel(event.target.value)}>
              {MODELS.map((one) => (
                <option key={one} value={one}>
                  {one || t('forecast.best')}
                </option>
              ))}
            </select>
          </label>
          <Segmented
            label={t('forecast.days')}
            value={days}
            onChange={setDays}
            options={(['1', '2', '7'] as const).map((value) => ({ value, text: `${value} ${t('span.d')}` }))}
          />
        </div>
      </ViewHead>
      <ForecastView key={keyOf(chosen)} input={{ source: chosen, days: Number(days), model }} />
    </>
  );
}
