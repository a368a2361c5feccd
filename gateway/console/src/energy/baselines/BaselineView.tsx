import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { idOf } from '../../shared/api/values';
import { momentOf } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { useAnswer } from '../../shared/ui/useAnswer';
import { ApprovePanel } from './ApprovePanel';
import { DeviationTable } from './DeviationTable';
import { FitTable } from './FitTable';
import { stateKey } from './state';

export type Baseline = Message<'energy.v1.EnergyBaseline'>;

/** A baseline: whether it may judge, how good it is, what it replaced, and where its indicator deviated. */
export function BaselineView({ baseline, onChanged }: { baseline: Baseline; onChanged: () => void }) {
  const t = useText();
  const { api } = useServices();
  const path = { energyBaseline: idOf(baseline.name) };
  const more = useAnswer(
    baseline.name,
    async (signal) => {
      const [versions, deviations] = await Promise.all([
        answerOf(api.rest.GET('/v1/energyBaselines/{energyBaseline}:queryBaselineVersions', { params: { path }, signal })),
        answerOf(api.rest.GET('/v1/energyBaselines/{energyBaseline}/enpiDeviations', { params: { path }, signal })),
      ]);
      return { versions: versions.energyBaselines, deviations: deviations.enpiDeviations };
    },
    { everyMs: 30_000, version: baseline.etag },
  );
  return (
    <div className="baselines">
      <ApprovePanel baseline={baseline} onChanged={onChanged} />
      <FitTable baseline={baseline} />
      {more.loading && <Loading lines={4} />}
      {more.problem && <ProblemNotice problem={more.problem} onRetry={more.reload} />}
      {more.data && (
        <>
          <DeviationTable baseline={baseline} deviations={more.data.deviations} />
          {more.data.versions.length > 0 && (
            <Panel title={t('baseline.versions')}>
              <div className="tablebox">
                <table className="table" data-testid="versions">
                  <thead>
                    <tr>
                      {(['version', 'state', 'author', 'approver', 'approved'] as const).map((head) => (
                        <th key={head} scope="col">
                          {t(`baseline.${head}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {more.data.versions.map((one) => (
                      <tr key={one.version}>
                        <th scope="row">{one.version}</th>
                        <td>{t(stateKey(one.state))}</td>
                        <td>{one.author || '—'}</td>
                        <td>{one.approver || '—'}</td>
                        <td>{momentOf(one.approveTime)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </Panel>
          )}
        </>
      )}
    </div>
  );
}
