import { useText } from '../../shared/i18n/useText';
import { ConditionShape } from '../../twin-state/live/ConditionMark';
import { standingKey, type Standing } from './verdict';

const SHAPES = { imbalanced: 'high', uncertain: 'uncertain', unknown: 'stale' } as const;

/** A balance's standing, as shape and word. */
export function StandingMark({ standing }: { standing: Standing }) {
  const t = useText();
  if (standing === 'ok') return <span data-standing="ok">{t('balance.ok')}</span>;
  const condition = SHAPES[standing];
  return (
    <span className={`mark mark--${condition}`} data-standing={standing}>
      <ConditionShape condition={condition} size={12} />
      {t(standingKey(standing))}
    </span>
  );
}
