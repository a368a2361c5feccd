import { bareName } from '../../shared/api/values';
import { formatUnit } from '../../shared/format/unit';
import type { TextKey } from '../../shared/i18n/catalog';
import { useSpan, useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { shortTitle, type PointNode } from '../model/plantModel';
import type { Quality } from './condition';
import { ConditionMark } from './ConditionMark';
import { Indicator } from './Indicator';
import { readingText } from './reading';
import { useAssessment } from './useAssessment';

const QUALITY: Readonly<Record<Quality, TextKey>> = {
  QUALITY_UNSPECIFIED: 'quality.unspecified',
  QUALITY_GOOD: 'quality.good',
  QUALITY_UNCERTAIN: 'quality.uncertain',
  QUALITY_BAD: 'quality.bad',
};

const LETTERS: Readonly<Partial<Record<Quality, string>>> = { QUALITY_GOOD: 'G', QUALITY_UNCERTAIN: 'U', QUALITY_BAD: 'B' };

export const qualityKey = (quality: Quality): TextKey => QUALITY[quality] ?? 'quality.unspecified';

/** A quality in one letter where there is no room for the word; the word is its title and what a screen reader hears. */
export function QualityLetter({ quality }: { quality: Quality }) {
  const t = useText();
  const text = t(qualityKey(quality));
  return (
    <span
      className={`quality quality--${bareName(quality, 'QUALITY_').toLowerCase()}`}
      title={`${t('points.col.quality')}: ${text}`}>
      <span aria-hidden="true">{LETTERS[quality] ?? '–'}</span>
      <span className="sr-only">{text}</span>
    </span>
  );
}

/** One point as a line that leads to its trend: title, indicator, value, unit, quality, age. */
export function PointRow({ node }: { node: PointNode }) {
  const { live, assessment } = useAssessment(node);
  const span = useSpan();
  const t = useText();
  const age = assessment.ageMs === undefined ? '—' : span(assessment.ageMs);
  return (
    <a
      className={`pointrow pointrow--${assessment.condition}`}
      href={href(['points', node.id])}
      title={`${node.title} · ${node.id}`}>
      <span className="pointrow__head">
        <span className="pointrow__title">{shortTitle(node)}</span>
        <QualityLetter quality={assessment.quality} />
        <span className="pointrow__age">
          <span className="sr-only">{t('points.col.age')} </span>
          {age}
        </span>
      </span>
      <span className="pointrow__body">
        <Indicator node={node} live={live} assessment={assessment} />
        <ConditionMark assessment={assessment} compact />
        <span className="reading">{readingText(node.point, live?.value, t)}</span>
        <span className="pointrow__unit">{formatUnit(node.point.unit || live?.unit || '')}</span>
      </span>
    </a>
  );
}
