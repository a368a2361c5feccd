import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { allPages } from '../shared/api/pages';
import { idOf } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { href, navigate } from '../shared/router/router';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { ViewHead } from '../shared/ui/Panel';
import { SubNav } from '../shared/ui/SubNav';
import { useAnswer } from '../shared/ui/useAnswer';
import { isPlanPart, MachinePlans, PLAN_PARTS } from './MachinePlans';
import './schedule.css';

/** The schedule of a batch machine: its plan, the deciders beside each other, where the saving is from, and its history. */
export default function SchedulePage({ machine, part = 'plan' }: { machine?: string | undefined; part?: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  const answer = useAnswer(
    'machines',
    (signal) =>
      allPages(async (pageToken) => {
        const page = await answerOf(api.rest.GET('/v1/machines', { params: { query: { pageSize: 200, pageToken } }, signal }));
        return { items: page.machines, nextPageToken: page.nextPageToken };
      }),
    { everyMs: 30_000 },
  );
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const chosen = answer.data.find(({ name }) => idOf(name) === machine) ?? answer.data[0];
  if (!chosen)
    return (
      <Empty title={t('schedule.empty')}>
        <p>{t('schedule.empty.next')}</p>
      </Empty>
    );
  const id = idOf(chosen.name);
  const shown = isPlanPart(part) ? part : 'plan';
  return (
    <>
      <ViewHead title={chosen.displayName || id} trail={<span className="quiet">{t('schedule.title')}</span>}>
        {answer.data.length > 1 && (
          <label className="field">
            <span className="field__label">{t('schedule.machine')}</span>
            <select className="input" value={id} onChange={(event) => navigate(href(['schedule', event.target.value, shown]))}>
              {answer.data.map(({ name, displayName }) => (
                <option key={name} value={idOf(name)}>
                  {displayName || idOf(name)}
                </option>
              ))}
            </select>
          </label>
        )}
      </ViewHead>
      <SubNav
        label={t('schedule.title')}
        items={PLAN_PARTS.map((one) => ({
          href: href(['schedule', id, one]),
          text: t(`schedule.part.${one}`),
          current: one === shown,
        }))}
      />
      <MachinePlans key={chosen.name} machine={chosen} part={shown} />
    </>
  );
}
