import { useEffect, useRef, useState } from 'react';
import { useText } from '../../shared/i18n/useText';
import { Field } from '../../shared/ui/Field';

interface AcceptFormProps {
  what: string;
  cost: string;
  busy: boolean;
  onKeep: () => void;
  onSure: (comment: string) => void;
}

/** Says once more what will be conceded, and asks why, for the record. */
export function AcceptForm({ what, cost, busy, onKeep, onSure }: AcceptFormProps) {
  const t = useText();
  const [comment, setComment] = useState('');
  const form = useRef<HTMLFormElement>(null);
  // Whoever presses a button by keyboard is led to what it opened.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  return (
    <form
      className="orderchange acceptform"
      ref={form}
      aria-label={t('failure.sure')}
      onSubmit={(event) => {
        event.preventDefault();
        onSure(comment.trim());
      }}>
      <p>
        <strong>{t('failure.sure')}</strong> {what} ({t('failure.total')}: {cost})
      </p>
      <p className="quiet">{t('failure.sure.hint')}</p>
      <Field name="comment" label={t('failure.comment')} value={comment} fault={undefined} onChange={setComment} />
      <p className="sure">
        <button type="button" className="button" onClick={onKeep}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="button button--primary" disabled={busy}>
          {t('failure.accept.sure')}
        </button>
      </p>
    </form>
  );
}
