import { ServiceHealth } from '../generated/factorytwin/gateway/v1/directory_pb';
import { useText } from '../shared/i18n/useText';
import { ConditionShape } from '../twin-state/live/ConditionMark';

/** A service's health in shape and word; serving is quiet. */
export function HealthMark({ health }: { health: ServiceHealth }) {
  const t = useText();
  if (health === ServiceHealth.SERVING)
    return (
      <span className="health quiet">
        <ConditionShape condition="normal" size={12} />
        {t('directory.serving')}
      </span>
    );
  if (health === ServiceHealth.NOT_SERVING)
    return (
      <span className="mark mark--high">
        <ConditionShape condition="high" size={12} />
        {t('directory.notServing')}
      </span>
    );
  if (health === ServiceHealth.UNREACHABLE)
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
