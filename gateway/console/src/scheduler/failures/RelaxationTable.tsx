import { useState } from 'react';
import type { Message } from '../../shared/api/contract';
import { formatMoney, formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { AcceptForm } from './AcceptForm';
import { relaxationKey } from './failureTexts';

interface RelaxationTableProps {
  /** Cheapest first. */
  relaxations: readonly Message<'scheduler.v1.Relaxation'>[];
  /** Id of the one that was taken. */
  accepted: string;
  currency: string;
  busy: boolean;
  /** Left out where none can be taken, or not by this user. */
  onAccept: ((id: string, comment: string) => void) | undefined;
}

/** The ways out, ranked by what they cost in all. Taking one is asked for once more. */
export function RelaxationTable({ relaxations, accepted, currency, busy, onAccept }: RelaxationTableProps) {
  const t = useText();
  const [asking, setAsking] = useState('');
  const money = (value: number | undefined) => (value === undefined ? '—' : formatMoney(value, currency));
  const chosen = onAccept && relaxations.find(({ relaxationId }) => relaxationId === asking);
  return (
    <>
      <div className="tablebox">
        <table className="table" data-testid="relaxations">
          <thead>
            <tr>
              <th scope="col" className="num">
                {t('failure.rank')}
              </th>
              <th scope="col">{t('failure.concession')}</th>
              {(['failure.concessionCost', 'schedule.cost', 'failure.total', 'schedule.objective'] as const).map((head) => (
                <th key={head} scope="col" className="num">
                  {t(head)}
                </th>
              ))}
              <th aria-label={t('order.actions')} />
            </tr>
          </thead>
          <tbody>
            {relaxations.map((one, i) => (
              <tr key={one.relaxationId} className={one.relaxationId === accepted ? 'relaxation--accepted' : ''}>
                <td className="num">{i + 1}</td>
                <th scope="row">
                  {t(relaxationKey(one.kind))}
                  <small className="relaxation__words">{one.description}</small>
                </th>
                <td className="num">{money(one.concessionCost)}</td>
                <td className="num">{money(one.energyCost)}</td>
                <td className="num">
                  <strong>{money(one.totalCost)}</strong>
                </td>
                <td className="num">{one.objective === undefined ? '—' : formatNumber(one.objective, 2)}</td>
                <td className="num">
                  {one.relaxationId === accepted && <span className="tag">{t('failure.taken')}</span>}
                  {onAccept && (
                    <button
                      type="button"
                      className="button"
                      disabled={busy}
                      aria-label={t('failure.accept.label', { what: one.description })}
                      onClick={() => setAsking(one.relaxationId)}>
                      {t('failure.accept')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen && (
        <AcceptForm
          key={chosen.relaxationId}
          what={chosen.description}
          cost={money(chosen.totalCost)}
          busy={busy}
          onKeep={() => setAsking('')}
          onSure={(comment) => {
            setAsking('');
            onAccept(chosen.relaxationId, comment);
          }}
        />
      )}
    </>
  );
}
