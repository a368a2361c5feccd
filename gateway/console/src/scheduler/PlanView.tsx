import { useState } from 'react';
import { useServices } from '../services';
import type { Int64 } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { Icon } from '../shared/ui/Icon';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Panel } from '../shared/ui/Panel';
import { Segmented } from '../shared/ui/Segmented';
import { Gantt } from './Gantt';
import { Orders } from './Orders';
import { PlanFigures } from './PlanFigures';
import { PlanLog } from './PlanLog';
import { PlanTable } from './PlanTable';
import { PlanWhy } from './PlanWhy';
import { usePlans } from './usePlans';

/** The plan in force, or an earlier one that was picked from the log. */
export function PlanView({ machine }: { machine: string }) {
  const t = useText();
  const { live } = useServices();
  const { current, log, stream } = usePlans(machine);
  const [picked, setPicked] = useState<Int64 | undefined>();
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  const plan = log.find(({ revision }) => revision === picked) ?? current;
  const cut = stream.kind === 'reconnecting';

  if (!plan) {
    if (cut && stream.problem.status === 404)
      return (
        <Empty title={t('schedule.noPlan')}>
          <p>{t('schedule.noPlan.next')}</p>
        </Empty>
      );
    if (cut && stream.problem.code !== 'STREAM_ENDED') return <ProblemNotice problem={stream.problem} />;
    return stream.kind === 'live' ? (
      <Empty title={t('schedule.noPlan')}>
        <p>{t('schedule.noPlan.next')}</p>
      </Empty>
    ) : (
      <Loading lines={8} />
    );
  }
  const old = plan.revision !== current?.revision;
  return (
    <>
      {cut && (
        <div className="notice notice--error" role="status">
          <Icon name="error" />
          <p className="notice__body">{t('schedule.cut', { n: stream.attempt })}</p>
        </div>
      )}
      {old && (
        <div className="notice" role="status">
          <Icon name="clock" />
          <p className="notice__body">{t('schedule.old', { n: plan.revision })}</p>
          <button type="button" className="button" onClick={() => setPicked(undefined)}>
            {t('schedule.toCurrent')}
          </button>
        </div>
      )}
      {plan.schedule?.state === 'SCHEDULE_STATE_INFEASIBLE' && (
        <div className="notice notice--abnormal" role="alert">
          <Icon name="error" />
          <p className="notice__body">
            <strong>{t('schedule.infeasible')}</strong>
            {plan.schedule.infeasibleReason}
          </p>
        </div>
      )}
      <div className={`planview ${cut || old ? 'planview--dim' : ''}`}>
        <div className="planview__main">
          <PlanFigures plan={plan} />
          <Panel
            title={t('schedule.chart')}
            actions={
              <Segmented
                label={t('schedule.chart')}
                value={form}
                onChange={setForm}
                options={[
                  { value: 'chart', text: t('common.chart') },
                  { value: 'table', text: t('common.table') },
                ]}
              />
            }>
            {form === 'chart' ? <Gantt plan={plan} now={() => live.clock.now()} /> : <PlanTable plan={plan} />}
          </Panel>
          <Orders machine={machine} revision={current?.revision ?? '0'} />
        </div>
        <div className="planview__side">
          <PlanWhy plan={plan} inForce={!old} />
          <PlanLog
            log={log}
            shown={plan.revision}
            current={current?.revision}
            onPick={(revision) => setPicked(revision === current?.revision ? undefined : revision)}
          />
        </div>
      </div>
      <p className="sr-only" aria-live="polite">
        {current ? t('schedule.new', { n: current.revision, reason: current.reason }) : ''}
      </p>
    </>
  );
}
