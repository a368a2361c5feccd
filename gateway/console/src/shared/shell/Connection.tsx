import { useStreamState } from '../../services';
import { useText } from '../i18n/useText';

/** How the live stream stands, in shape and word. */
export function Connection() {
  const t = useText();
  const { kind } = useStreamState();
  return (
    <span className={`connection connection--${kind}`} data-testid="connection">
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {kind === 'live' ? <circle cx="7" cy="7" r="4.5" /> : <path d="M3 3l8 8M11 3l-8 8" />}
      </svg>
      {t(`connection.${kind}`)}
    </span>
  );
}
