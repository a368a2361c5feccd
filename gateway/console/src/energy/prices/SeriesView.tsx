import { useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { idOf, msOf, timeOf } from '../../shared/api/values';
import { saveFile, toCsv } from '../../shared/format/csv';
import { formatMoney } from '../../shared/format/number';
import { formatMinute } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { Icon } from '../../shared/ui/Icon';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { useAnswer } from '../../shared/ui/useAnswer';
import { PriceCurve } from './PriceCurve';
import { PriceImport } from './PriceImport';
import { priceAt, stepsOf } from '../priceGeometry';
import { SetPriceForm } from './SetPriceForm';

const HOUR = 3_600_000;

/** One price series: its curve around now, its figures, and the ways to change it. */
export function SeriesView({ series, onChanged }: { series: Message<'energy.v1.PriceSeries'>; onChanged: () => void }) {
  const t = useText();
  const { api, live } = useServices();
  // The window stays put while the page is open, so that the curve does not crawl under the reader's eyes.
  const [from] = useState(() => Math.floor(live.clock.now() / HOUR) * HOUR - 3 * HOUR);
  const to = from + 30 * HOUR;
  const answer = useAnswer(
    series.name,
    (signal) =>
      answerOf(
        api.rest.GET('/v1/priceSeries/{priceSeries}:query', {
          params: {
            path: { priceSeries: idOf(series.name) },
            query: { startTime: timeOf(from), endTime: timeOf(to), pageSize: 10_000 },
          },
          signal,
        }),
      ),
    { version: series.revision },
  );
  const steps = stepsOf(answer.data?.steps ?? []);
  const prices = steps.map(({ price }) => price);
  const now = priceAt(steps, live.clock.now());
  const money = (price: number | undefined) =>
    price === undefined || !Number.isFinite(price) ? '—' : formatMoney(price, series.currency);
  const first = msOf(series.firstStartTime);
  const last = msOf(series.lastEndTime);
  return (
    <div className="seriesview">
      <div className="seriesview__main">
        <div className="figures">
          {(
            [
              ['energy.now', now],
              ['energy.lowest', Math.min(...prices)],
              ['energy.highest', Math.max(...prices)],
            ] as const
          ).map(([key, price]) => (
            <div key={key} className="figure">
              <p className="figure__title">{t(key)}</p>
              <p className="figure__value">{money(price)}</p>
              <p className="figure__more">/ MWh</p>
            </div>
          ))}
        </div>
        <Panel
          title={t('energy.curve')}
          actions={
            <button
              type="button"
              className="button"
              disabled={steps.length === 0}
              onClick={() =>
                saveFile(
                  'prices.csv',
                  toCsv(
                    ['start_time', 'end_time', 'price'],
                    steps.map((step) => [timeOf(step.start), timeOf(step.end), step.price]),
                  ),
                )
              }>
              <Icon name="download" />
              {t('common.export')}
            </button>
          }>
          {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
          {answer.loading && <Loading lines={6} />}
          {answer.data && steps.length === 0 && <Empty title={t('energy.noPrices')} />}
          {steps.length > 0 && (
            <PriceCurve
              steps={steps}
              currency={series.currency}
              label={t('energy.curve.label', { series: series.displayName })}
              now={() => live.clock.now()}
            />
          )}
          <dl className="facts">
            <dt>{t('energy.carrier')}</dt>
            <dd>{series.carrier || '—'}</dd>
            <dt>{t('energy.revision')}</dt>
            <dd>{series.revision}</dd>
            {first !== undefined && last !== undefined && (
              <>
                <dt>{t('energy.covers')}</dt>
                <dd>
                  {formatMinute(first)} – {formatMinute(last)}
                </dd>
              </>
            )}
          </dl>
        </Panel>
      </div>
      <div className="seriesview__side">
        <SetPriceForm series={series} onChanged={onChanged} />
        <PriceImport series={series} onChanged={onChanged} />
      </div>
    </div>
  );
}
