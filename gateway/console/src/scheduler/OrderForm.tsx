import { useState } from 'react';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import type { Message } from '../shared/api/contract';
import { Problem } from '../shared/api/problem';
import { idOf, timeOf } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { Field } from '../shared/ui/Field';
import { ProblemNotice } from '../shared/ui/Notices';
import { changesOf, inputOf, newOrderInput, readOrderForm, type OrderFormFaults, type OrderFormInput } from './orderForm';

type Order = Message<'scheduler.v1.Order'>;

interface OrderFormProps {
  machine: string;
  /** The order to change; a new one is placed where there is none. */
  order?: Order | undefined;
  /** Told after every answer, a refusal too: the list may have changed. */
  onDone: (order?: Order) => void;
  onClose?: () => void;
}

/** Places an order on a machine, or changes one. What was typed stays, and a faulty field is named. */
export function OrderForm({ machine, order, onDone, onClose }: OrderFormProps) {
  const t = useText();
  const { api, live } = useServices();
  const [opened] = useState<OrderFormInput>(() => (order ? inputOf(order) : newOrderInput(live.clock.now())));
  const [input, setInput] = useState(opened);
  const [faults, setFaults] = useState<OrderFormFaults>({});
  const [busy, setBusy] = useState(false);
  const [placed, setPlaced] = useState('');
  const [problem, setProblem] = useState<Problem | undefined>();

  const send = (values: { id: string; parts: number; due: number }): Promise<Order> => {
    if (!order)
      return answerOf(
        api.rest.POST('/v1/machines/{machine}/orders', {
          params: { path: { machine }, query: { orderId: values.id } },
          body: { parts: values.parts, dueTime: timeOf(values.due) },
        }),
      );
    const { body, updateMask } = changesOf(opened, input, values);
    return answerOf(
      api.rest.PATCH('/v1/machines/{machine}/orders/{order}', {
        params: { path: { machine, order: idOf(order.name) }, query: { updateMask } },
        body: { ...body, etag: order.etag },
      }),
    );
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const read = readOrderForm(input, live.clock.now());
    setFaults('faults' in read ? read.faults : {});
    setProblem(undefined);
    setPlaced('');
    if ('faults' in read) return;
    if (order && changesOf(opened, input, read.values).updateMask === '') return onClose?.();
    setBusy(true);
    try {
      const done = await send(read.values);
      setPlaced(idOf(done.name));
      if (!order) setInput((old) => ({ ...old, id: '', parts: '' }));
      onDone(done);
    } catch (error) {
      setProblem(Problem.from(error));
      onDone();
    } finally {
      setBusy(false);
    }
  };
  const field = (name: keyof OrderFormInput, serverName: string, type = 'text', inputMode?: 'numeric') => (
    <Field
      name={name}
      type={type}
      inputMode={inputMode}
      label={t(`order.${name}`)}
      value={input[name]}
      disabled={name === 'id' && order !== undefined}
      fault={faults[name] ? t(faults[name]) : problem?.faultOf(serverName)}
      onChange={(value) => setInput({ ...input, [name]: value })}
    />
  );
  return (
    <form
      className="orderform"
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label={order ? t('order.change.label', { order: opened.id }) : t('order.new')}>
      {field('id', 'orderId')}
      {field('parts', 'parts', 'text', 'numeric')}
      {field('due', 'dueTime', 'datetime-local')}
      <button type="submit" className="button button--primary" disabled={busy}>
        {t(order ? 'order.change.submit' : 'order.submit')}
      </button>
      {onClose && (
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
      )}
      {placed && (
        <p className="notice" role="status">
          {t(order ? 'order.changed' : 'order.placed', { order: placed })}
        </p>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {problem?.status === 409 && order && (
        <p className="hint">{t('order.conflict', { parts: order.parts, due: inputOf(order).due.replace('T', ' ') })}</p>
      )}
    </form>
  );
}
