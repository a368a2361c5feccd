import type { Message } from '../shared/api/contract';
import { useText } from '../shared/i18n/useText';
import { ConditionShape } from '../twin-state/live/ConditionMark';

/** A service's health in shape and word; serving is quiet. */
export function HealthMark({ health }: { health: Message<'gateway.v1.ServiceHealth'> }) {
  const t = useText();
  if (health === 'SERVICE_HEALTH_SERVING')
    return (
      <span className="health quiet">
        <ConditionShape condition="normal" size={12} />
        {t('directory.serving')}
      </span>
    );
  if (health === 'SERVICE_HEALTH_NOT_SERVING')
    return (
      <span className="mark mark--high">
        <ConditionShape condition="high" size={12} />
        {t('directory.notServing')}
      </span>
    );
  if (health === 'SERVICE_HEALTH_UNREACHABLE')
    return (
      <span className="mark mark--stale">
        <ConditionShape condition="stale" size={12} />
        {t('directory.unreachable')}
      </span>
    );
  return (
    <span className="mark mark--none">
      <ConditionShape condition="none" size={12} />
      {t('directory.unknown')}
    </span>
  );
}
