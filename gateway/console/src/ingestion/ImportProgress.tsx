import { formatBytes } from '../shared/format/number';
import { useText } from '../shared/i18n/useText';
import type { UploadProgress } from '../shared/api/upload';

/** How far an upload has come, and the way out of it. */
export function ImportProgress({
  progress: { sentBytes, totalBytes },
  onCancel,
}: {
  progress: UploadProgress;
  onCancel: () => void;
}) {
  const t = useText();
  const sent = sentBytes >= totalBytes;
  const text = sent ? t('import.storing') : t('import.sending', { sent: formatBytes(sentBytes), total: formatBytes(totalBytes) });
  return (
    <div className="importprogress" role="status">
      <progress max={totalBytes || 1} value={sent ? undefined : sentBytes} aria-label={text} />
      <span>{text}</span>
      <button type="button" className="button" onClick={onCancel}>
        {t('common.cancel')}
      </button>
    </div>
  );
}
