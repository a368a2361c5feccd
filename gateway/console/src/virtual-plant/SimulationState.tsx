import type { Message } from '../shared/api/contract';
import { formatNumber } from '../shared/format/number';
import { momentOf } from '../shared/format/time';
import { useSpan, useText } from '../shared/i18n/useText';
import { Panel } from '../shared/ui/Panel';

const count = (n: string) => formatNumber(Number(n), 0);

/** How the simulation stands, whether its balances close, what the batch machine does. */
export function SimulationState({ simulation, stale }: { simulation: Message<'virtualplant.v1.Simulation'>; stale: boolean }) {
  const t = useText();
  const span = useSpan();
  const { machine } = simulation;
  return (
    <div className={stale ? 'simulation__state simulation__state--stale' : 'simulation__state'}>
      <Panel title={t('simulation.state')}>
        <dl className="simfacts">
          <dt>{t('simulation.speed')}</dt>
          <dd>× {formatNumber(simulation.speed)}</dd>
          <dt>{t('simulation.time')}</dt>
          <dd>{span(simulation.simulatedSeconds * 1000)}</dd>
          <dt>{t('simulation.points')}</dt>
          <dd>{simulation.points}</dd>
          <dt>{t('simulation.seed')}</dt>
          <dd>{simulation.seed}</dd>
          <dt>{t('simulation.mass')}</dt>
          <dd>{formatNumber(simulation.massImbalancePercent, 4)} %</dd>
          <dt>{t('simulation.energy')}</dt>
          <dd>{formatNumber(simulation.energyImbalancePercent, 4)} %</dd>
          <dt>{t('simulation.acknowledged')}</dt>
          <dd>{count(simulation.readingsAcknowledged)}</dd>
          <dt>{t('simulation.waiting')}</dt>
          <dd>{count(simulation.readingsWaiting)}</dd>
          <dt>{t('simulation.dropped')}</dt>
          <dd>{count(simulation.readingsDropped)}</dd>
          <dt>{t('simulation.last')}</dt>
          <dd>{momentOf(simulation.lastAcknowledgeTime)}</dd>
        </dl>
      </Panel>
      {machine && (
        <Panel title={t('simulation.machine')}>
          <dl className="simfacts">
            <dt>{t('simulation.batch')}</dt>
            <dd>{machine.batchParts === 0 ? t('simulation.batch.idle') : machine.batchParts}</dd>
            <dt>{t('simulation.until')}</dt>
            <dd>{momentOf(machine.batchEndTime)}</dd>
            <dt>{t('simulation.produced')}</dt>
            <dd>{machine.partsProduced}</dd>
            <dt>{t('simulation.revision')}</dt>
            <dd>{machine.planRevision}</dd>
          </dl>
        </Panel>
      )}
    </div>
  );
}
