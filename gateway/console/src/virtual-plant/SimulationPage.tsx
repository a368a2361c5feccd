import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { useText } from '../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { ViewHead } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { FaultPanel } from './FaultPanel';
import { SimulationState } from './SimulationState';
import './simulation.css';

/** The simulation that stands in for the plant: how it stands, and the faults that an engineer can switch. */
export default function SimulationPage() {
  const t = useText();
  const { api } = useServices();
  const answer = useAnswer('simulation', (signal) => answerOf(api.rest.GET('/v1/simulation', { signal })), {
    everyMs: 2000,
  });
  const absent =
    answer.problem && (answer.problem.status === 404 || answer.problem.status === 503 || answer.problem.status === 501);
  if (absent)
    return (
      <Empty title={t('simulation.none')}>
        <p>{t('simulation.none.next')}</p>
      </Empty>
    );
  return (
    <>
      <ViewHead title={t('simulation.title')} />
      {answer.loading && <Loading lines={6} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      <div className="simulation">
        {answer.data && <SimulationState simulation={answer.data} stale={answer.problem !== undefined} />}
        <FaultPanel />
      </div>
    </>
  );
}
