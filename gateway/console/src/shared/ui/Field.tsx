import { useId, type InputHTMLAttributes } from 'react';

interface FieldProps {
  name: string;
  type?: InputHTMLAttributes<HTMLInputElement>['type'];
  inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode'];
  label: string;
  hint?: string;
  value: string;
  disabled?: boolean;
  /** What is wrong with the value. */
  fault: string | undefined;
  onChange: (value: string) => void;
}

/** One line of a form: label, input, and what is wrong with it. */
export function Field({ name, type = 'text', inputMode, label, hint, value, disabled = false, fault, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <input
        className="input"
        id={id}
        name={name}
        type={type}
        inputMode={inputMode}
        value={value}
        disabled={disabled}
        autoComplete="off"
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? `${id}-fault` : hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="field__fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}
