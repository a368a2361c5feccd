import { formatUnit } from '../../shared/format/unit';
import { useSpan, useText } from '../../shared/i18n/useText';
import { ConditionMark } from '../live/ConditionMark';
import { Indicator } from '../live/Indicator';
import { qualityKey } from '../live/PointRow';
import { readingText } from '../live/reading';
import { useAssessment } from '../live/useAssessment';
import type { PointNode } from '../model/plantModel';

/** The point's present value, large. */
export function PointNow({ node }: { node: PointNode }) {
  const t = useText();
  const span = useSpan();
  const { live, assessment } = useAssessment(node);
  return (
    <section className={`pointnow pointnow--${assessment.condition}`} aria-label={node.title}>
      <p className="pointnow__value">
        <span className="reading" data-testid="point-value">
          {readingText(node.point, live?.value, t)}
        </span>
        <span className="pointnow__unit">{formatUnit(node.point.unit || live?.unit || '')}</span>
      </p>
      <Indicator node={node} live={live} assessment={assessment} />
      <p className="pointnow__meta">
        {assessment.condition === 'normal' ? (
          <span className="quiet">{t('condition.normal')}</span>
        ) : (
          <ConditionMark assessment={assessment} />
        )}
        <span>
          {t('points.col.quality')}: {t(qualityKey(assessment.quality))}
        </span>
        <span>{assessment.ageMs === undefined ? t('stale.never') : t('age.label', { age: span(assessment.ageMs) })}</span>
      </p>
    </section>
  );
}
