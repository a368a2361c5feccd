import { formatMoment } from '../../shared/format/time';
import { formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { decimalsOf, readingWithUnit } from '../live/reading';
import { qualityKey } from '../live/PointRow';
import type { PointNode } from '../model/plantModel';
import { statistics, type TrendSeries } from './series';

interface CursorReadoutProps {
  node: PointNode;
  series: TrendSeries;
  version: number;
  index: number | undefined;
}

/** What the trend says in words: the sample at the cursor, and the figures of the whole range. */
export function CursorReadout({ node, series, index }: CursorReadoutProps) {
  const t = useText();
  const figures = statistics(series);
  const at = index === undefined ? undefined : series.times[index];
  const quality = index === undefined ? undefined : series.qualities[index];
  const number = (value: number) => formatNumber(value, decimalsOf(node.point));
  return (
    <dl className="readout">
      <div className="readout__cursor" aria-live="polite">
        <dt>{t('point.cursor')}</dt>
        <dd>
          {at === undefined || index === undefined ? (
            '—'
          ) : (
            <>
              <time>{formatMoment(at * 1000)}</time>{' '}
              <strong>{readingWithUnit(node.point, series.values[index] ?? undefined, t)}</strong>{' '}
              {quality !== undefined && t(qualityKey(quality))}
            </>
          )}
        </dd>
      </div>
      {figures && (
        <>
          <div>
            <dt>{t('point.minimum')}</dt>
            <dd>{number(figures.minimum)}</dd>
          </div>
          <div>
            <dt>{t('point.mean')}</dt>
            <dd>{number(figures.mean)}</dd>
          </div>
          <div>
            <dt>{t('point.maximum')}</dt>
            <dd>{number(figures.maximum)}</dd>
          </div>
          <div>
            <dt>{t('point.samples')}</dt>
            <dd>{series.times.length}</dd>
          </div>
        </>
      )}
    </dl>
  );
}
