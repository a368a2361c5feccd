import { useState } from 'react';
import { useSession } from '../../services';
import type { Problem } from '../../shared/api/problem';
import { useText } from '../../shared/i18n/useText';
import { hasRole } from '../../shared/session/session';
import { Field } from '../../shared/ui/Field';
import { ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { ConflictNotice } from './ConflictNotice';
import { draftOf, newTariff, type Tariff, type TariffDraft } from './draft';
import { EditingContext } from './editing';
import { readDraft, type DraftFaults } from './readDraft';
import { useSaveTariff } from './useSaveTariff';
import { VersionsEditor } from './VersionsEditor';

interface TariffEditorProps {
  /** The tariff to change; a new one is made where there is none. */
  tariff: Tariff | undefined;
  onSaved: (tariff: Tariff) => void;
}

const HEADS = ['displayName', 'currency', 'carrier', 'timeZone'] as const;

/** A tariff as a form. What was typed stays, whatever the server says of it. */
export function TariffEditor({ tariff, onSaved }: TariffEditorProps) {
  const t = useText();
  const allowed = hasRole(useSession(), 'energy-manager', 'engineer');
  const [id, setId] = useState('');
  const [draft, setDraft] = useState<TariffDraft>(() =>
    tariff ? draftOf(tariff) : newTariff(new Date().toISOString().slice(0, 10)),
  );
  const [faults, setFaults] = useState<DraftFaults>(new Map());
  const { state, send, overwrite, forget } = useSaveTariff(tariff, onSaved);
  const problem = state.kind === 'refused' ? state.problem : undefined;
  const faultOf = (field: string) => {
    const own = faults.get(field);
    return own ? t(own) : serverFault(problem, field);
  };
  const submit = (validateOnly: boolean) => {
    const read = readDraft(draft);
    setFaults('faults' in read ? read.faults : new Map());
    forget();
    if ('tariff' in read) void send(read.tariff, id, validateOnly);
  };
  return (
    <EditingContext value={{ faultOf, disabled: !allowed }}>
      <form
        className="tariffeditor"
        noValidate
        aria-label={tariff ? tariff.displayName : t('tariff.new')}
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}>
        <Panel
          title={tariff ? t('tariff.edit') : t('tariff.new')}
          actions={
            allowed && (
              <>
                <button type="button" className="button" disabled={state.kind === 'sending'} onClick={() => submit(true)}>
                  {t('tariff.check')}
                </button>
                <button type="submit" className="button button--primary" disabled={state.kind === 'sending'}>
                  {t('tariff.save')}
                </button>
              </>
            )
          }>
          {!allowed && <p className="hint">{t('tariff.notAllowed')}</p>}
          {faults.size > 0 && (
            <p className="field__fault" role="alert">
              {t('tariff.fault.some', { n: faults.size })}
            </p>
          )}
          {(state.kind === 'saved' || state.kind === 'valid') && (
            <p className="notice" role="status">
              {t(state.kind === 'saved' ? 'tariff.saved' : 'tariff.valid')}
            </p>
          )}
          {problem && <ProblemNotice problem={problem} />}
          {state.kind === 'conflict' && (
            <ConflictNotice
              opened={state.opened}
              theirs={state.theirs}
              onTake={() => {
                setDraft(draftOf(state.theirs));
                forget(state.theirs);
              }}
              onOverwrite={() => void overwrite()}
            />
          )}
          <div className="tariffitem">
            {!tariff && (
              <Field
                name="id"
                label={t('tariff.id')}
                value={id}
                disabled={!allowed}
                fault={faultOf('tariffId')}
                onChange={setId}
              />
            )}
            {HEADS.map((name) => (
              <Field
                key={name}
                name={name}
                label={t(`tariff.${name}`)}
                value={draft[name]}
                disabled={!allowed}
                fault={faultOf(name)}
                onChange={(value) => setDraft({ ...draft, [name]: value })}
              />
            ))}
          </div>
          <VersionsEditor draft={draft} onChange={(change) => setDraft(change)} />
        </Panel>
      </form>
    </EditingContext>
  );
}

/** All that the server says of one field. */
const serverFault = (problem: Problem | undefined, field: string): string | undefined =>
  problem?.faults
    .filter((fault) => fault.field === field || fault.field === `tariff.${field}`)
    .map(({ description }) => description)
    .join(' · ') || undefined;
