import { useText } from '../../shared/i18n/useText';
import { ConditionShape } from '../live/ConditionMark';

const SHOWN = ['high', 'low', 'uncertain', 'bad', 'stale'] as const;

/** What the shapes mean. */
export function Legend() {
  const t = useText();
  return (
    <ul className="legend" aria-label={t('overview.legend')}>
      <li>
        <span className="legend__band" />
        {t('point.normalBand')}
      </li>
      {SHOWN.map((condition) => (
        <li key={condition}>
          <span className={`mark mark--${condition}`}>
            <ConditionShape condition={condition} size={10} />
          </span>
          {t(`condition.${condition}`)}
        </li>
      ))}
    </ul>
  );
}
