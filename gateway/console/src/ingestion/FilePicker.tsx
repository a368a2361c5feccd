import { useId, useState } from 'react';
import { formatBytes } from '../shared/format/number';
import { useText } from '../shared/i18n/useText';
import { Icon } from '../shared/ui/Icon';

interface FilePickerProps {
  file: File | undefined;
  fault: string | undefined;
  disabled: boolean;
  onFile: (file: File | undefined) => void;
}

/** Takes one CSV file by dialog or by drop. */
export function FilePicker({ file, fault, disabled, onFile }: FilePickerProps) {
  const t = useText();
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {t('import.file')}
      </label>
      <div
        className={`filepicker ${over ? 'filepicker--over' : ''} ${fault ? 'filepicker--fault' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!disabled) onFile(event.dataTransfer.files[0]);
        }}>
        <Icon name="upload" size={22} />
        <span>
          {file ? <strong>{t('import.chosen', { name: file.name, size: formatBytes(file.size) })}</strong> : t('import.choose')}
        </span>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv,text/plain"
          disabled={disabled}
          aria-invalid={fault !== undefined}
          aria-describedby={fault ? `${id}-fault` : undefined}
          onChange={(event) => onFile(event.target.files?.[0])}
        />
      </div>
      {fault && (
        <p className="field__fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {file && !/\.(csv|txt)$/i.test(file.name) && <p className="field__hint">{t('import.notCsv')}</p>}
    </div>
  );
}
