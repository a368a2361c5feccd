import type { Message } from '../shared/api/contract';
import { useText } from '../shared/i18n/useText';
import { ConditionShape } from '../twin-state/live/ConditionMark';

/** What callers may do with an interface, in shape and word; nothing is said of what is simply open. */
export function StateMark({ state }: { state: Message<'gateway.v1.InterfaceState'> }) {
  const t = useText();
  if (state === 'INTERFACE_STATE_DEPRECATED')
    return (
      <span className="mark mark--high">
        <ConditionShape condition="high" size={12} />
        {t('directory.deprecated')}
      </span>
    );
  if (state === 'INTERFACE_STATE_WITHDRAWN' || state === 'INTERFACE_STATE_HIDDEN')
    return (
      <span className="mark mark--stale">
        <ConditionShape condition="stale" size={12} />
        {t(state === 'INTERFACE_STATE_WITHDRAWN' ? 'directory.withdrawn' : 'directory.hidden')}
      </span>
    );
  return null;
}
