import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { useId, useState } from 'react';
import { Prices, type ImportPricesResponse, type PriceSeries } from '../generated/factorytwin/energy/v1/prices_pb';
import { useServices, useSession } from '../services';
import { Problem } from '../shared/api/problem';
import { useText } from '../shared/i18n/useText';
import { hasRole } from '../shared/session/session';
import { ProblemNotice } from '../shared/ui/Notices';
import { Panel } from '../shared/ui/Panel';
import { readPriceForm, toLocalField, type PriceFormFaults, type PriceFormInput } from './priceForm';

const HOUR = 3_600_000;

/** Sets the price over a span of time. What was typed stays, and a faulty field is named. */
export function SetPriceForm({ series, onChanged }: { series: PriceSeries; onChanged: () => void }) {
  const t = useText();
  const { api, live } = useServices();
  const allowed = hasRole(useSession(), 'energy-manager', 'engineer');
  const [input, setInput] = useState<PriceFormInput>(() => {
    const next = Math.ceil(live.clock.now() / HOUR) * HOUR;
    return { start: toLocalField(next), end: toLocalField(next + HOUR), price: '' };
  });
  const [faults, setFaults] = useState<PriceFormFaults>({});
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<ImportPricesResponse | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const read = readPriceForm(input);
    setFaults('faults' in read ? read.faults : {});
    setResult(undefined);
    setProblem(undefined);
    if ('faults' in read) return;
    setBusy(true);
    try {
      const { start, end, price } = read.values;
      setResult(await api.unary(Prices.method.setPrices, {
        name: series.name, steps: [{ startTime: timestampFromMs(start), endTime: timestampFromMs(end), pricePerMwh: price }],
      }));
      onChanged();
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };

  const field = (name: keyof PriceFormInput, type: string) => (
    <Field name={name} type={type} label={t(`energy.set.${name}`) + (name === 'price' ? ` (${series.currency})` : '')} value={input[name]} disabled={!allowed}
      fault={faults[name] && t(faults[name])} onChange={(value) => setInput({ ...input, [name]: value })} />
  );
  return (
    <Panel title={t('energy.set')}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <p className="quiet">{allowed ? t('energy.set.lead') : t('energy.set.notAllowed')}</p>
        {field('start', 'datetime-local')}
        {field('end', 'datetime-local')}
        {field('price', 'text')}
        <button type="submit" className="button button--primary" disabled={!allowed || busy}>{t('energy.set.submit')}</button>
        {result && <p className="notice" role="status">{t('energy.set.done', { revision: String(result.revision), changed: result.changedSteps })}</p>}
        {problem && <ProblemNotice problem={problem} />}
      </form>
    </Panel>
  );
}

interface FieldProps {
  name: string;
  type: string;
  label: string;
  value: string;
  disabled: boolean;
  fault: string | undefined;
  onChange: (value: string) => void;
}

function Field({ name, type, label, value, disabled, fault, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>{label}</label>
      <input className="input" id={id} name={name} type={type} inputMode={type === 'text' ? 'decimal' : undefined} value={value} disabled={disabled} autoComplete="off"
        aria-invalid={fault !== undefined} aria-describedby={fault ? `${id}-fault` : undefined} onChange={(event) => onChange(event.target.value)} />
      {fault && <p className="field__fault" id={`${id}-fault`}>{fault}</p>}
    </div>
  );
}
