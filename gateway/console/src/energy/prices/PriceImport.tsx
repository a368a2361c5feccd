import { useState } from 'react';
import { useSession } from '../../services';
import { FilePicker } from '../../ingestion/FilePicker';
import { ImportProgress } from '../../ingestion/ImportProgress';
import { useImport } from '../../ingestion/useImport';
import '../../ingestion/ingestion.css';
import type { Message } from '../../shared/api/contract';
import { idOf } from '../../shared/api/values';
import { useText } from '../../shared/i18n/useText';
import { hasRole } from '../../shared/session/session';
import { ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';

/** Takes a file of prices into a series. */
export function PriceImport({ series, onChanged }: { series: Message<'energy.v1.PriceSeries'>; onChanged: () => void }) {
  const t = useText();
  const allowed = hasRole(useSession(), 'energy-manager', 'engineer');
  const { state, start, cancel } = useImport('/v1/priceSeries/{priceSeries}:import');
  const [file, setFile] = useState<File | undefined>();
  const [missing, setMissing] = useState(false);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setMissing(!file);
    if (file && (await start({ path: { priceSeries: idOf(series.name) } }, file))) onChanged();
  };
  return (
    <Panel title={t('energy.import')}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <FilePicker
          file={file}
          fault={missing && !file ? t('import.required') : undefined}
          disabled={!allowed || state.kind === 'sending'}
          onFile={setFile}
        />
        <p className="field__hint">{t('energy.import.hint')}</p>
        {state.kind === 'sending' ? (
          <ImportProgress progress={state.progress} onCancel={cancel} />
        ) : (
          <button type="submit" className="button" disabled={!allowed}>
            {t('import.start')}
          </button>
        )}
        {state.kind === 'cancelled' && (
          <p className="notice" role="status">
            {t('import.cancelled')}
          </p>
        )}
        {state.kind === 'failed' && <ProblemNotice problem={state.problem} />}
        {state.kind === 'done' && (
          <p className="notice" role="status">
            {t('energy.set.done', { revision: state.result.revision, changed: state.result.changedSteps })}
          </p>
        )}
      </form>
    </Panel>
  );
}
