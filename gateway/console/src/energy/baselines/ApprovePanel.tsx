import { useState } from 'react';
import { useServices, useSession } from '../../services';
import { answerOf } from '../../shared/api/client';
import { Problem } from '../../shared/api/problem';
import { idOf } from '../../shared/api/values';
import { momentOf } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { hasRole } from '../../shared/session/session';
import { ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import type { Baseline } from './BaselineView';
import { stateKey } from './state';

/** Whether the baseline may judge, who said so, and the way to say it: of exactly the draft that is on the screen. */
export function ApprovePanel({ baseline, onChanged }: { baseline: Baseline; onChanged: () => void }) {
  const t = useText();
  const { api } = useServices();
  const allowed = hasRole(useSession(), 'energy-manager');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const draft = baseline.state !== 'BASELINE_STATE_APPROVED';
  const approve = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await answerOf(
        api.rest.POST('/v1/energyBaselines/{energyBaseline}:approve', {
          params: { path: { energyBaseline: idOf(baseline.name) } },
          body: { etag: baseline.etag },
        }),
      );
      setAsked(false);
      onChanged();
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  const facts = [
    [t('baseline.version'), baseline.version || 1],
    [t('baseline.state'), t(stateKey(baseline.state))],
    [t('baseline.author'), baseline.author || '—'],
    ...(draft ? [] : [[t('baseline.approver'), `${baseline.approver}, ${momentOf(baseline.approveTime)}`]]),
  ] as const;
  return (
    <Panel title={t('baseline.one')}>
      <dl className="baselines__facts" data-testid="baseline">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {draft && (
        <p className="notice" role="status">
          {baseline.approvedVersion > 0 ? t('baseline.older', { version: baseline.approvedVersion }) : t('baseline.none')}
        </p>
      )}
      {baseline.fitFaults.length > 0 && (
        <p className="field__fault">
          {t('baseline.bad')} {baseline.fitFaults.join(' · ')}
        </p>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {draft && !allowed && <p className="hint">{t('baseline.notAllowed')}</p>}
      {draft && allowed && baseline.accepted && !asked && (
        <button type="button" className="button button--primary" onClick={() => setAsked(true)}>
          {t('baseline.approve', { version: baseline.version || 1 })}
        </button>
      )}
      {draft && asked && (
        <>
          <p>{t('baseline.approve.hint')}</p>
          <p className="baselines__sure">
            <button type="button" className="button" onClick={() => setAsked(false)}>
              {t('common.cancel')}
            </button>
            <button type="button" className="button button--primary" disabled={busy} onClick={() => void approve()}>
              {t('baseline.approve.sure')}
            </button>
          </p>
        </>
      )}
    </Panel>
  );
}
