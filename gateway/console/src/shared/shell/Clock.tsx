import { useServices } from '../../services';
import { formatClock, zoneName } from '../format/time';
import { useText } from '../i18n/useText';
import { useNow } from '../live/ticker';

/** UTC and local time by the server's clock. */
export function Clock() {
  const t = useText();
  const { live } = useServices();
  useNow();
  const now = live.clock.now();
  return (
    <div className="clock">
      <span>
        <time>{formatClock(now)}</time> <abbr title={t('top.local')}>{zoneName() === 'UTC' ? t('top.local') : zoneName()}</abbr>
      </span>
      <span className="clock__utc">
        <time>{formatClock(now, true)}</time> <abbr>{t('top.utc')}</abbr>
      </span>
    </div>
  );
}
