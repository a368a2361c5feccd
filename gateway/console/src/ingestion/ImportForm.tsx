import { useState } from 'react';
import { useSession } from '../services';
import type { Message } from '../shared/api/contract';
import { idOf } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { hasRole } from '../shared/session/session';
import { ProblemNotice } from '../shared/ui/Notices';
import { Panel } from '../shared/ui/Panel';
import { FilePicker } from './FilePicker';
import { ImportProgress } from './ImportProgress';
import { ImportResult } from './ImportResult';
import { useImport } from './useImport';

/** Imports a CSV file into a source. The file stays chosen whatever becomes of the import. */
export function ImportForm({ source, onDone }: { source: Message<'ingestion.v1.Source'>; onDone: () => void }) {
  const t = useText();
  const allowed = hasRole(useSession(), 'engineer', 'edge-agent');
  const { state, start, cancel } = useImport('/v1/sources/{source}:import');
  const [file, setFile] = useState<File | undefined>();
  const [missing, setMissing] = useState(false);
  const sending = state.kind === 'sending';
  const format = source.csvFormat;

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setMissing(!file);
    if (file && (await start({ path: { source: idOf(source.name) } }, file))) onDone();
  };
  const fault = missing && !file ? t('import.required') : state.kind === 'failed' ? state.problem.faultOf('file') : undefined;
  return (
    <>
      <Panel title={t('source.tab.import')}>
        <form className="importform" onSubmit={(event) => void submit(event)} noValidate>
          <FilePicker file={file} fault={fault} disabled={sending || !allowed} onFile={setFile} />
          <p className="field__hint">
            {t('import.format', {
              time: format?.timeColumn || t('import.format.first'),
              separator: format?.separator || ',',
              zone: format?.timeZone || t('import.format.noZone'),
            })}
          </p>
          {!allowed && <p className="field__hint">{t('import.notAllowed')}</p>}
          {sending ? (
            <ImportProgress progress={state.progress} onCancel={cancel} />
          ) : (
            <button type="submit" className="button button--primary" disabled={!allowed}>
              {t('import.start')}
            </button>
          )}
        </form>
        {state.kind === 'cancelled' && (
          <p className="notice" role="status">
            {t('import.cancelled')}
          </p>
        )}
        {state.kind === 'failed' && <ProblemNotice problem={state.problem} />}
      </Panel>
      {state.kind === 'done' && <ImportResult result={state.result} />}
    </>
  );
}
