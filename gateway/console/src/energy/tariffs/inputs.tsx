import { useId, type ReactNode } from 'react';
import { useText } from '../../shared/i18n/useText';
import { Icon } from '../../shared/ui/Icon';
import type { SourceDraft } from './draft';
import { useEditing } from './editing';

interface CellProps {
  /** The field's name in the contract, by which faults find it. */
  field: string;
  label: string;
  value: string;
  width?: string;
  /** Where the label is in sight already, as a table's heading. */
  bare?: boolean;
  placeholder?: string;
  onChange: (value: string) => void;
}

/** A small input whose fault stands beneath it. */
export function Cell({ field, label, value, width, bare = false, placeholder, onChange }: CellProps) {
  const id = useId();
  const { faultOf, disabled } = useEditing();
  const fault = faultOf(field);
  return (
    <span className="cell" style={{ width }}>
      <label className={bare ? 'sr-only' : 'field__label'} htmlFor={id}>
        {label}
      </label>
      <input
        className="input"
        id={id}
        name={field}
        value={value}
        disabled={disabled}
        autoComplete="off"
        placeholder={placeholder}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {fault && (
        <span className="field__fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </span>
  );
}

interface ChoiceProps<T extends string> {
  field: string;
  label: string;
  value: T;
  bare?: boolean;
  options: readonly { value: T; text: string }[];
  onChange: (value: T) => void;
}

/** One of a few, as a list. */
export function Choice<T extends string>({ field, label, value, bare = false, options, onChange }: ChoiceProps<T>) {
  const id = useId();
  const { faultOf, disabled } = useEditing();
  const fault = faultOf(field);
  return (
    <span className="cell">
      <label className={bare ? 'sr-only' : 'field__label'} htmlFor={id}>
        {label}
      </label>
      <select
        className="input"
        id={id}
        name={field}
        value={value}
        disabled={disabled}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={(event) => onChange(event.target.value as T)}>
        {!options.some((option) => option.value === value) && <option value={value}>{value || '—'}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {fault && (
        <span className="field__fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </span>
  );
}

interface TicksProps<T extends string> {
  field: string;
  label: string;
  values: readonly T[];
  options: readonly { value: T; text: string }[];
  onChange: (values: T[]) => void;
}

/** Any of a few. */
export function Ticks<T extends string>({ field, label, values, options, onChange }: TicksProps<T>) {
  const { disabled } = useEditing();
  return (
    <fieldset className="ticks" disabled={disabled}>
      <legend className="field__label">{label}</legend>
      {options.map(({ value, text }) => (
        <label key={value} className="ticks__one">
          <input
            type="checkbox"
            checked={values.includes(value)}
            onChange={(event) => onChange(event.target.checked ? [...values, value] : values.filter((one) => one !== value))}
          />
          {text}
        </label>
      ))}
      <SectionFault field={field} items={values.length} />
    </fieldset>
  );
}

/** What is wrong with a part as a whole, for example a gap between its periods; with `items`, of any of its items too. */
export function SectionFault({ field, items = 0 }: { field: string; items?: number }) {
  const { faultOf } = useEditing();
  const faults = [field, ...Array.from({ length: items }, (_, i) => `${field}[${i}]`)].flatMap((one) => faultOf(one) ?? []);
  return faults.length === 0 ? null : (
    <p className="field__fault" role="alert" data-field={field}>
      {faults.join(' · ')}
    </p>
  );
}

/** Where a limit is from. */
export function SourceCells({ field, source, onChange }: SourceCellsProps) {
  const t = useText();
  return (
    <>
      <Cell
        field={`${field}.standard`}
        label={t('tariff.standard')}
        width="200px"
        placeholder="GB/T 2589"
        value={source.standard}
        onChange={(standard) => onChange({ ...source, standard })}
      />
      <Cell
        field={`${field}.edition`}
        label={t('tariff.edition')}
        width="110px"
        placeholder="2020"
        value={source.edition}
        onChange={(edition) => onChange({ ...source, edition })}
      />
    </>
  );
}

interface SourceCellsProps {
  field: string;
  source: SourceDraft;
  onChange: (source: SourceDraft) => void;
}

/** Adds to a list. */
export function Add({ text, onClick }: { text: string; onClick: () => void }) {
  const { disabled } = useEditing();
  return (
    <button type="button" className="button" disabled={disabled} onClick={onClick}>
      + {text}
    </button>
  );
}

/** Takes out of a list. */
export function Remove({ what, onClick }: { what: string; onClick: () => void }) {
  const t = useText();
  const { disabled } = useEditing();
  return (
    <button type="button" className="button" disabled={disabled} aria-label={t('tariff.remove', { what })} onClick={onClick}>
      <Icon name="close" size={14} />
    </button>
  );
}

/** A part of the editor with its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="tariffpart">
      <h3 className="tariffpart__title">{title}</h3>
      {children}
    </section>
  );
}
