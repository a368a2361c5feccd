import { useId, useState } from 'react';
import { useServices, useSession } from '../services';
import { answerOf } from '../shared/api/client';
import { Problem } from '../shared/api/problem';
import { useText } from '../shared/i18n/useText';
import { href, navigate } from '../shared/router/router';
import { hasRole } from '../shared/session/session';
import { Field } from '../shared/ui/Field';
import { Icon } from '../shared/ui/Icon';
import { ProblemNotice } from '../shared/ui/Notices';
import { Panel, ViewHead } from '../shared/ui/Panel';
import { draftMappings, lineOf } from './mappingText';
import { readRegisterForm, type RegisterFaults, type RegisterInput } from './registerForm';
import './ingestion.css';

const EMPTY: RegisterInput = { id: '', displayName: '', owner: '', origin: '', timeZone: '', mappings: '' };

/** How much of a file is read for its header, in bytes. */
const HEADER_BYTES = 65_536;

/** Registers a source. What was typed stays, and a faulty field is named. */
export default function RegisterPage() {
  const t = useText();
  const { api } = useServices();
  const allowed = hasRole(useSession(), 'engineer', 'edge-agent');
  const [input, setInput] = useState(EMPTY);
  const [faults, setFaults] = useState<RegisterFaults>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const read = readRegisterForm(input);
    setFaults('faults' in read ? read.faults : {});
    setProblem(undefined);
    if ('faults' in read) return;
    setBusy(true);
    try {
      const { id, displayName, owner, origin, timeZone } = input;
      await answerOf(
        api.rest.POST('/v1/sources', {
          params: { query: { sourceId: id.trim() } },
          body: { displayName, owner, origin, mappings: read.mappings, csvFormat: { timeZone: timeZone.trim() } },
        }),
      );
      navigate(href(['sources', id.trim()]));
    } catch (error) {
      setProblem(Problem.from(error));
      setBusy(false);
    }
  };

  const field = (name: Exclude<keyof RegisterInput, 'mappings'>, server: string, fault?: string, hint?: string) => (
    <Field
      name={name}
      label={t(`register.${name}`)}
      hint={hint}
      value={input[name]}
      disabled={!allowed}
      fault={fault ?? problem?.faultOf(server)}
      onChange={(value) => setInput((old) => ({ ...old, [name]: value }))}
    />
  );
  const told = faults.mappings;
  const refused = problem?.faultIn('mappings');
  const mappingFault =
    told === undefined
      ? refused && t('register.fault.refused', { line: lineOf(input.mappings, refused.index), text: refused.description })
      : typeof told === 'string'
        ? t(told)
        : t(`register.fault.${told.kind}`, { line: told.line, text: told.text });
  return (
    <>
      <ViewHead title={t('register.title')} trail={<a href={href(['sources'])}>{t('sources.title')}</a>} />
      <Panel title={t('register.lead')}>
        <form className="registerform" onSubmit={(event) => void submit(event)} noValidate>
          {!allowed && <p className="field__hint">{t('register.notAllowed')}</p>}
          {field('id', 'sourceId', faults.id && t(faults.id), t('register.id.hint'))}
          {field('displayName', 'displayName', faults.displayName && t(faults.displayName))}
          {field('owner', 'owner')}
          {field('origin', 'origin')}
          {field('timeZone', 'timeZone', undefined, t('register.timeZone.hint'))}
          <Mappings
            value={input.mappings}
            disabled={!allowed}
            fault={mappingFault}
            onChange={(mappings) => setInput((old) => ({ ...old, mappings }))}
          />
          <button type="submit" className="button button--primary" disabled={!allowed || busy}>
            {t('register.submit')}
          </button>
        </form>
        {problem && <ProblemNotice problem={problem} />}
      </Panel>
    </>
  );
}

interface MappingsProps {
  value: string;
  disabled: boolean;
  fault: string | undefined;
  onChange: (value: string) => void;
}

function Mappings({ value, disabled, fault, onChange }: MappingsProps) {
  const t = useText();
  const id = useId();
  const takeHeader = async (file: File | undefined) => {
    if (!file) return;
    const start = await file.slice(0, HEADER_BYTES).text();
    onChange(draftMappings((start.split(/\r?\n/, 1)[0] ?? '').replace(/^\uFEFF/, '')));
  };
  return (
    <div className="field registerform__wide">
      <label className="field__label" htmlFor={id}>
        {t('register.mappings')}
      </label>
      <textarea
        className="input"
        id={id}
        rows={10}
        value={value}
        disabled={disabled}
        spellCheck={false}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? `${id}-fault` : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="field__hint" id={`${id}-hint`}>
        {t('register.mappings.hint')}
      </p>
      {fault && (
        <p className="field__fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      <label className="button filebutton">
        <Icon name="upload" />
        {t('register.fromFile')}
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          disabled={disabled}
          onChange={(event) => void takeHeader(event.target.files?.[0])}
        />
      </label>
    </div>
  );
}
