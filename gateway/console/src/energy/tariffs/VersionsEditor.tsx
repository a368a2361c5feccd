import { useState } from 'react';
import { useText } from '../../shared/i18n/useText';
import { copyVersion } from './changeVersion';
import { DaysEditor } from './DaysEditor';
import { DemandEditor } from './DemandEditor';
import type { TariffDraft, VersionDraft } from './draft';
import { Add, Cell, Remove, SectionFault, SourceCells } from './inputs';
import { PowerFactorEditor } from './PowerFactorEditor';
import { RatioEditor } from './RatioEditor';
import { SchedulesEditor } from './SchedulesEditor';
import { SeasonsEditor } from './SeasonsEditor';
import { SurchargesEditor } from './SurchargesEditor';

interface VersionsEditorProps {
  draft: TariffDraft;
  onChange: (change: (draft: TariffDraft) => TariffDraft) => void;
}

/** The price lists, one at a time. */
export function VersionsEditor({ draft, onChange }: VersionsEditorProps) {
  const t = useText();
  const [chosen, setChosen] = useState(draft.versions.length - 1);
  const index = Math.min(chosen, draft.versions.length - 1);
  const version = draft.versions[index];
  if (!version) return null;
  const at = `versions[${index}]`;
  const change = (make: (old: VersionDraft) => VersionDraft) =>
    onChange((old) => ({ ...old, versions: old.versions.map((one, i) => (i === index ? make(one) : one)) }));
  const part = { version, at, onChange: change };
  return (
    <>
      <div className="tariffitem">
        {draft.versions.length > 1 && (
          <label className="field">
            <span className="field__label">{t('tariff.version')}</span>
            <select className="input" value={index} onChange={(event) => setChosen(Number(event.target.value))}>
              {draft.versions.map(({ effectiveDay }, i) => (
                <option key={i} value={i}>
                  {effectiveDay || '—'}
                </option>
              ))}
            </select>
          </label>
        )}
        <Cell
          field={`${at}.effectiveDay`}
          label={t('tariff.effectiveDay')}
          width="130px"
          placeholder="2026-01-01"
          value={version.effectiveDay}
          onChange={(effectiveDay) => change((old) => ({ ...old, effectiveDay }))}
        />
        <SourceCells
          field={`${at}.source`}
          source={version.source}
          onChange={(source) => change((old) => ({ ...old, source }))}
        />
        <Add
          text={t('tariff.addVersion')}
          onClick={() => {
            onChange((old) => ({ ...old, versions: [...old.versions, copyVersion(version, '')] }));
            setChosen(draft.versions.length);
          }}
        />
        {draft.versions.length > 1 && (
          <Remove
            what={version.effectiveDay}
            onClick={() => onChange((old) => ({ ...old, versions: old.versions.filter((_, i) => i !== index) }))}
          />
        )}
      </div>
      <SectionFault field="versions" />
      <SectionFault field={at} />
      <SeasonsEditor {...part} />
      <DaysEditor {...part} />
      <SchedulesEditor {...part} currency={draft.currency} />
      <DemandEditor {...part} currency={draft.currency} />
      <PowerFactorEditor {...part} />
      <SurchargesEditor {...part} currency={draft.currency} />
      <RatioEditor {...part} />
    </>
  );
}
