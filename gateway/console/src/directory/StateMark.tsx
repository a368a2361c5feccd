import { InterfaceState } from '../generated/factorytwin/gateway/v1/interfaces_pb';
import { useText } from '../shared/i18n/useText';
import { ConditionShape } from '../twin-state/live/ConditionMark';

/** What callers may do with an interface, in shape and word; nothing is said of what is simply open. */
export function StateMark({ state }: { state: InterfaceState }) {
  const t = useText();
  if (state === InterfaceState.DEPRECATED)
    return (
      <span className="mark mark--high">
        <ConditionShape condition="high" size={12} />
        {t('directory.deprecated')}
      </span>
    );
  if (state === InterfaceState.WITHDRAWN || state === InterfaceState.HIDDEN)
    return (
      <span className="mark mark--stale">
        <ConditionShape condition="stale" size={12} />
        {t(state === InterfaceState.WITHDRAWN ? 'directory.withdrawn' : 'directory.hidden')}
      </span>
    );
  return null;
}
