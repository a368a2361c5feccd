import type { ReactNode } from 'react';
import type { Problem } from '../api/problem';
import { useText } from '../i18n/useText';
import { Icon } from './Icon';
import { nextStep, ownWords } from './problemText';

/** A problem: what happened, the fields at fault, what to do next. */
export function ProblemNotice({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const t = useText();
  const own = ownWords(problem);
  return (
    <div className="notice notice--error" role="alert">
      <Icon name="error" size={20} />
      <div className="notice__body">
        <p className="notice__title">{own ? t(own) : problem.message}</p>
        {problem.faults.length > 0 && (
          <ul className="notice__faults">
            {problem.faults.map((fault) => (
              <li key={fault.field + fault.description}>
                <code>{fault.field}</code> {fault.description}
              </li>
            ))}
          </ul>
        )}
        <p className="notice__next">{t(nextStep(problem))}</p>
        <p className="notice__code">
          <code>{problem.code}</code>
          {problem.requestId && <> · {t('common.requestId', { id: problem.requestId })}</>}
        </p>
      </div>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {t('common.retry')}
        </button>
      )}
    </div>
  );
}

/** Nothing to show, and why. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty__title">{title}</p>
      {children && <div className="empty__next">{children}</div>}
    </div>
  );
}

/** Stands in while something loads, about as large as what will come. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const t = useText();
  return (
    <div className="loading" role="status">
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="loading__line" style={{ width: `${92 - ((i * 23) % 45)}%` }} />
      ))}
    </div>
  );
}
