import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import { allPages } from '../../shared/api/pages';
import { idOf } from '../../shared/api/values';
import { useText } from '../../shared/i18n/useText';
import { href, navigate } from '../../shared/router/router';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { ViewHead } from '../../shared/ui/Panel';
import { useAnswer } from '../../shared/ui/useAnswer';
import { SeriesView } from './SeriesView';
import '../energy.css';

/** The price series, one at a time. */
export default function PricesPage({ series }: { series?: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  const answer = useAnswer(
    'priceSeries',
    (signal) =>
      allPages(async (pageToken) => {
        const page = await answerOf(api.rest.GET('/v1/priceSeries', { params: { query: { pageSize: 200, pageToken } }, signal }));
        return { items: page.priceSeries, nextPageToken: page.nextPageToken };
      }),
    { everyMs: 5000 },
  );
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const chosen = answer.data.find(({ name }) => idOf(name) === series) ?? answer.data[0];
  if (!chosen)
    return (
      <Empty title={t('energy.empty')}>
        <p>{t('energy.empty.next')}</p>
      </Empty>
    );
  return (
    <>
      <ViewHead title={chosen.displayName || idOf(chosen.name)} trail={<span className="quiet">{t('energy.title')}</span>}>
        {answer.data.length > 1 && (
          <label className="field">
            <span className="field__label">{t('energy.series')}</span>
            <select
              className="input"
              value={idOf(chosen.name)}
              onChange={(event) => navigate(href(['energy', event.target.value]))}>
              {answer.data.map(({ name, displayName }) => (
                <option key={name} value={idOf(name)}>
                  {displayName || idOf(name)}
                </option>
              ))}
            </select>
          </label>
        )}
      </ViewHead>
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      <SeriesView key={chosen.name} series={chosen} onChanged={answer.reload} />
    </>
  );
}
