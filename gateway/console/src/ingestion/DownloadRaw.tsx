import { useState } from 'react';
import { useServices } from '../services';
import type { Message } from '../shared/api/contract';
import { Problem } from '../shared/api/problem';
import { idOf } from '../shared/api/values';
import { saveFile } from '../shared/format/csv';
import { useText } from '../shared/i18n/useText';
import { Icon } from '../shared/ui/Icon';
import { mediaType, rawFileName } from './rawFile';

interface DownloadRawProps {
  source: string;
  batch: Message<'ingestion.v1.RawBatch'>;
  onProblem: (problem: Problem | undefined) => void;
}

/** Saves a raw batch exactly as it came. */
export function DownloadRaw({ source, batch, onProblem }: DownloadRawProps) {
  const t = useText();
  const { api } = useServices();
  const [busy, setBusy] = useState(false);
  const id = idOf(batch.name);
  const save = async () => {
    setBusy(true);
    onProblem(undefined);
    try {
      const path = { source, rawBatch: id };
      const file = await api.download('/v1/sources/{source}/rawBatches/{rawBatch}:download', { path });
      saveFile(rawFileName(source, id, mediaType(batch.contentType)), file);
    } catch (error) {
      onProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      className="button"
      disabled={busy}
      aria-label={t('raw.download', { batch: id })}
      title={t('raw.download', { batch: id })}
      onClick={() => void save()}>
      <Icon name="download" />
    </button>
  );
}
