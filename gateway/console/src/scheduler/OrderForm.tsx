import { useState } from 'react';
import { toLocalField } from '../energy/priceForm';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { Problem } from '../shared/api/problem';
import { idOf, timeOf } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { Field } from '../shared/ui/Field';
import { ProblemNotice } from '../shared/ui/Notices';
import { readOrderForm, type OrderFormFaults, type OrderFormInput } from './orderForm';

const HOUR = 3_600_000;

/** Places an order on a machine. What was typed stays, and a faulty field is named. */
export function OrderForm({ machine, onPlaced }: { machine: string; onPlaced: () => void }) {
  const t = useText();
  const { api, live } = useServices();
  const [input, setInput] = useState<OrderFormInput>(() => ({
    id: '',
    parts: '',
    due: toLocalField(Math.ceil(live.clock.now() / HOUR) * HOUR + 6 * HOUR),
  }));
  const [faults, setFaults] = useState<OrderFormFaults>({});
  const [busy, setBusy] = useState(false);
  const [placed, setPlaced] = useState('');
  const [problem, setProblem] = useState<Problem | undefined>();

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const read = readOrderForm(input, live.clock.now());
    setFaults('faults' in read ? read.faults : {});
    setProblem(undefined);
    setPlaced('');
    if ('faults' in read) return;
    setBusy(true);
    try {
      const order = await answerOf(
        api.rest.POST('/v1/machines/{machine}/orders', {
          params: { path: { machine }, query: { orderId: read.values.id } },
          body: { parts: read.values.parts, dueTime: timeOf(read.values.due) },
        }),
      );
      setPlaced(idOf(order.name));
      setInput((old) => ({ ...old, id: '', parts: '' }));
      onPlaced();
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="orderform" onSubmit={(event) => void submit(event)} noValidate aria-label={t('order.new')}>
      <Field
        name="id"
        label={t('order.id')}
        value={input.id}
        fault={faults.id ? t(faults.id) : problem?.faultOf('orderId')}
        onChange={(id) => setInput({ ...input, id })}
      />
      <Field
        name="parts"
        inputMode="numeric"
        label={t('order.parts')}
        value={input.parts}
        fault={faults.parts ? t(faults.parts) : problem?.faultOf('parts')}
        onChange={(parts) => setInput({ ...input, parts })}
      />
      <Field
        name="due"
        type="datetime-local"
        label={t('order.due')}
        value={input.due}
        fault={faults.due ? t(faults.due) : problem?.faultOf('dueTime')}
        onChange={(due) => setInput({ ...input, due })}
      />
      <button type="submit" className="button button--primary" disabled={busy}>
        {t('order.submit')}
      </button>
      {placed && (
        <p className="notice" role="status">
          {t('order.placed', { order: placed })}
        </p>
      )}
      {problem && <ProblemNotice problem={problem} />}
    </form>
  );
}
