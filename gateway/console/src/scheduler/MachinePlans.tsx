import { lazy, Suspense, useState } from 'react';
import type { Message } from '../shared/api/contract';
import { idOf, type Int64 } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { PlanState } from './PlanState';
import { PlanView } from './PlanView';
import { usePlans } from './usePlans';

const CompareView = lazy(() => import('./compare/CompareView'));
const SavingView = lazy(() => import('./saving/SavingView'));
const FailuresView = lazy(() => import('./failures/FailuresView'));
const LogView = lazy(() => import('./log/LogView'));

export const PLAN_PARTS = ['plan', 'compare', 'saving', 'log', 'failures'] as const;
export type PlanPart = (typeof PLAN_PARTS)[number];
export const isPlanPart = (part: string): part is PlanPart => (PLAN_PARTS as readonly string[]).includes(part);

/** The plans of one machine, looked at in one of several ways. One stream serves them all. */
export function MachinePlans({ machine, part }: { machine: Message<'scheduler.v1.Machine'>; part: PlanPart }) {
  const t = useText();
  const feed = usePlans(idOf(machine.name));
  const { current, log, stream } = feed;
  const [picked, setPicked] = useState<Int64 | undefined>();
  const plan = log.find(({ revision }) => revision === picked) ?? current;
  const pick = (revision: Int64 | undefined) => setPicked(revision === current?.revision ? undefined : revision);

  if (!plan) {
    const none = (
      <Empty title={t('schedule.noPlan')}>
        <p>{t('schedule.noPlan.next')}</p>
      </Empty>
    );
    if (stream.kind === 'live') return none;
    if (stream.kind !== 'reconnecting') return <Loading lines={8} />;
    if (stream.problem.status === 404) return none;
    return stream.problem.code === 'STREAM_ENDED' ? <Loading lines={8} /> : <ProblemNotice problem={stream.problem} />;
  }
  return (
    <>
      <PlanState
        plan={plan}
        current={current}
        stream={stream}
        machine={idOf(machine.name)}
        onCurrent={() => setPicked(undefined)}
      />
      <Suspense fallback={<Loading lines={8} />}>
        {part === 'plan' && <PlanView machine={machine} feed={feed} plan={plan} onPick={pick} />}
        {part === 'compare' && <CompareView machine={machine} feed={feed} plan={plan} />}
        {part === 'saving' && <SavingView machine={machine} feed={feed} plan={plan} />}
        {part === 'failures' && <FailuresView machine={machine} feed={feed} />}
        {part === 'log' && <LogView machine={idOf(machine.name)} feed={feed} plan={plan} onPick={pick} />}
      </Suspense>
      <p className="sr-only" aria-live="polite">
        {current ? t('schedule.new', { n: current.revision, reason: current.reason }) : ''}
      </p>
    </>
  );
}
