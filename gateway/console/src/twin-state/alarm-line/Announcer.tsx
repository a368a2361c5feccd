import { useEffect, useRef, useState } from 'react';
import { useAbnormal, useStreamState } from '../../services';
import { useText } from '../../shared/i18n/useText';

/** At most one announcement in this many milliseconds: a flickering point must not talk without end. */
const LEAST_PAUSE = 10_000;

/** Tells a screen reader when the counts change or the stream is cut. */
export function Announcer() {
  const t = useText();
  const { range, quality, stale, reported } = useAbnormal();
  const stream = useStreamState();
  const text =
    stream.kind === 'reconnecting' ? t('connection.cut') : reported === 0 ? '' : t('alarm.summary', { range, quality, stale });
  const [said, setSaid] = useState('');
  const last = useRef(0);
  useEffect(() => {
    if (text === said) return;
    const timer = setTimeout(
      () => {
        last.current = Date.now();
        setSaid(text);
      },
      Math.max(0, last.current + LEAST_PAUSE - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [text, said]);
  return (
    <p className="sr-only" aria-live="polite">
      {said}
    </p>
  );
}
