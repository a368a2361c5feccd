import { idOf } from '../../shared/api/values';
import { momentOf } from '../../shared/format/time';
import { useSpan, useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { readingText, readingWithUnit } from '../live/reading';
import { useAssessment } from '../live/useAssessment';
import type { PointNode } from '../model/plantModel';

const KINDS = {
  POINT_KIND_UNSPECIFIED: 'point.kind.unspecified',
  POINT_KIND_MEASUREMENT: 'point.kind.measurement',
  POINT_KIND_SETPOINT: 'point.kind.setpoint',
  POINT_KIND_STATE: 'point.kind.state',
  POINT_KIND_TOTAL: 'point.kind.total',
} as const;

/** What the model says of a point, and when it was last heard of. */
export function PointFacts({ node }: { node: PointNode }) {
  const t = useText();
  const span = useSpan();
  const { live } = useAssessment(node);
  const { point } = node;
  const between = (low: number | undefined, high: number | undefined) =>
    low === undefined && high === undefined ? '—' : `${readingText(point, low, t)} … ${readingWithUnit(point, high, t)}`;
  const source = idOf(point.source);
  return (
    <dl className="facts facts--column">
      <dt>{t('point.normalBand')}</dt>
      <dd>{between(point.normalLow, point.normalHigh)}</dd>
      <dt>{t('point.instrument')}</dt>
      <dd>{between(point.rangeLow, point.rangeHigh)}</dd>
      <dt>{t('point.kind')}</dt>
      <dd>{t(KINDS[point.kind] ?? KINDS.POINT_KIND_UNSPECIFIED)}</dd>
      <dt>{t('point.asset')}</dt>
      <dd>{node.asset ? <a href={href(['equipment', node.asset.id])}>{node.asset.title}</a> : t('points.unassigned')}</dd>
      {source !== '' && (
        <>
          <dt>{t('point.source')}</dt>
          <dd>
            <a href={href(['sources', source])}>{source}</a>
          </dd>
        </>
      )}
      <dt>{t('point.measured')}</dt>
      <dd>{momentOf(live?.eventTime)}</dd>
      <dt>{t('point.stored')}</dt>
      <dd>{momentOf(live?.storeTime)}</dd>
      {live && live.staleAfterSeconds > 0 && (
        <>
          <dt>{t('point.staleAfter')}</dt>
          <dd>{span(live.staleAfterSeconds * 1000)}</dd>
        </>
      )}
    </dl>
  );
}
