import type { TextKey } from '../../shared/i18n/catalog';
import { useText } from '../../shared/i18n/useText';
import type { Assessment, Condition } from './condition';

const SHAPES: Readonly<Record<Condition, string>> = {
  high: 'M8 2l6.5 12h-13z',
  low: 'M8 14L1.5 2h13z',
  bad: 'M2 2h12v12H2zM5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4',
  uncertain: 'M8 1.5L14.5 8 8 14.5 1.5 8z',
  stale: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 4.5V8l2.5 2',
  none: 'M3 8h10',
  normal: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
};

/** The shape of a condition: each has its own, so that colour is never alone. */
export function ConditionShape({ condition, size = 14 }: { condition: Condition; size?: number }) {
  return (
    <svg
      className={`shape shape--${condition}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false">
      <path d={SHAPES[condition]} />
    </svg>
  );
}

/** Text of a condition; a stale value says why it is stale. */
export function conditionText({ condition, stale }: Assessment): TextKey {
  return condition === 'stale' && stale ? `stale.${stale}` : `condition.${condition}`;
}

/** Shape and word of a condition. Normal is quiet: only a screen reader hears it. */
export function ConditionMark({ assessment, compact = false }: { assessment: Assessment; compact?: boolean }) {
  const t = useText();
  const { condition } = assessment;
  const text = t(conditionText(assessment));
  if (condition === 'normal') return <span className="sr-only">{text}</span>;
  return (
    <span className={`mark mark--${condition}`} title={text}>
      <ConditionShape condition={condition} size={12} />
      {compact ? <span className="sr-only">{text}</span> : <span>{t(`condition.${condition}`)}</span>}
    </span>
  );
}
