import { useState } from 'react';
import { useServices, useSession } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { Problem } from '../../shared/api/problem';
import { idOf, timeOf } from '../../shared/api/values';
import { useText } from '../../shared/i18n/useText';
import { hasRole } from '../../shared/session/session';
import { Field } from '../../shared/ui/Field';
import { ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { readPriceForm, toLocalField, type PriceFormFaults, type PriceFormInput } from './priceForm';

const HOUR = 3_600_000;

/** How the contract calls the fields, for the faults that the server names. */
const SERVER_NAMES = { start: 'startTime', end: 'endTime', price: 'pricePerMwh' } as const;

/** Sets the price over a span of time. What was typed stays, and a faulty field is named. */
export function SetPriceForm({ series, onChanged }: { series: Message<'energy.v1.PriceSeries'>; onChanged: () => void }) {
  const t = useText();
  const { api, live } = useServices();
  const allowed = hasRole(useSession(), 'energy-manager', 'engineer');
  const [input, setInput] = useState<PriceFormInput>(() => {
    const next = Math.ceil(live.clock.now() / HOUR) * HOUR;
    return { start: toLocalField(next), end: toLocalField(next + HOUR), price: '' };
  });
  const [faults, setFaults] = useState<PriceFormFaults>({});
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Message<'energy.v1.ImportPricesResponse'> | undefined>();
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
      setResult(
        await answerOf(
          api.rest.POST('/v1/priceSeries/{priceSeries}:set', {
            params: { path: { priceSeries: idOf(series.name) } },
            body: { steps: [{ startTime: timeOf(start), endTime: timeOf(end), pricePerMwh: price }] },
          }),
        ),
      );
      onChanged();
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };

  const field = (name: keyof PriceFormInput, type: string) => (
    <Field
      name={name}
      type={type}
      inputMode={type === 'text' ? 'decimal' : undefined}
      label={t(`energy.set.${name}`) + (name === 'price' ? ` (${series.currency})` : '')}
      value={input[name]}
      disabled={!allowed}
      fault={faults[name] ? t(faults[name]) : problem?.faultOf(SERVER_NAMES[name])}
      onChange={(value) => setInput({ ...input, [name]: value })}
    />
  );
  return (
    <Panel title={t('energy.set')}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <p className="quiet">{allowed ? t('energy.set.lead') : t('energy.set.notAllowed')}</p>
        {field('start', 'datetime-local')}
        {field('end', 'datetime-local')}
        {field('price', 'text')}
        <button type="submit" className="button button--primary" disabled={!allowed || busy}>
          {t('energy.set.submit')}
        </button>
        {result && (
          <p className="notice" role="status">
            {t('energy.set.done', { revision: result.revision, changed: result.changedSteps })}
          </p>
        )}
        {problem && <ProblemNotice problem={problem} />}
      </form>
    </Panel>
  );
}
