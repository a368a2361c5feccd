import { useServices, useSession } from '../services';
import { answerOf } from '../shared/api/client';
import { useText } from '../shared/i18n/useText';
import { hasRole } from '../shared/session/session';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Panel } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { FaultLine } from './FaultLine';

/** The faults that can be switched on; only an engineer may. */
export function FaultPanel() {
  const t = useText();
  const { api } = useServices();
  const allowed = hasRole(useSession(), 'engineer');
  const answer = useAnswer(
    'faults',
    (signal) => answerOf(api.rest.GET('/v1/faults', { params: { query: { pageSize: 200 } }, signal })),
    {
      everyMs: 5000,
    },
  );
  return (
    <Panel title={t('faults.title')}>
      <p className="quiet">{allowed ? t('faults.lead') : t('faults.notAllowed')}</p>
      {answer.loading && <Loading lines={4} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.data?.faults.length === 0 && <Empty title={t('faults.empty')} />}
      <ul className="faults">
        {answer.data?.faults.map((fault) => (
          <FaultLine key={fault.name} fault={fault} allowed={allowed} onChanged={answer.reload} />
        ))}
      </ul>
    </Panel>
  );
}
