import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import type { Message } from '../shared/api/contract';
import { allPages } from '../shared/api/pages';
import { idOf } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { href, useRoute } from '../shared/router/router';
import { Icon } from '../shared/ui/Icon';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Panel, ViewHead } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { HealthMark } from './HealthMark';
import { ServiceDetail } from './ServiceDetail';
import './directory.css';

export const serviceId = (entry: Message<'gateway.v1.ServiceEntry'>): string => idOf(entry.name);

/** Which services there are, how they are, what they serve. Asked anew every ten seconds. */
export default function DirectoryPage({ service }: { service?: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  const answer = useAnswer(
    'directory',
    (signal) =>
      allPages(async (pageToken) => {
        const page = await answerOf(
          api.rest.GET('/v1/directory/services', { params: { query: { pageSize: 200, pageToken } }, signal }),
        );
        return { items: page.services, nextPageToken: page.nextPageToken };
      }),
    { everyMs: 10_000 },
  );
  const path = useRoute().path;
  const chosen = answer.data?.find((entry) => serviceId(entry) === service) ?? answer.data?.[0];
  return (
    <>
      <ViewHead title={t('directory.title')}>
        <a className="button" href="openapi.json" target="_blank" rel="noreferrer">
          <Icon name="link" />
          {t('directory.openapi')}
        </a>
      </ViewHead>
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.loading && <Loading lines={8} />}
      {answer.data?.length === 0 && (
        <Empty title={t('directory.empty')}>
          <p>{t('directory.empty.next')}</p>
        </Empty>
      )}
      {answer.data && answer.data.length > 0 && (
        <div className={`directory ${answer.problem ? 'directory--stale' : ''}`}>
          <ul className="directory__list">
            {answer.data.map((entry) => (
              <li key={entry.name}>
                <a
                  className="serviceline"
                  href={href(['services', serviceId(entry)])}
                  aria-current={entry === chosen ? (path[1] ? 'page' : 'true') : undefined}>
                  <span className="serviceline__name">
                    {serviceId(entry)}
                    <small title={entry.version}>{entry.version.split('+')[0]}</small>
                  </span>
                  <HealthMark health={entry.health} />
                  <span className="serviceline__text">{entry.description}</span>
                </a>
              </li>
            ))}
          </ul>
          {chosen ? <ServiceDetail entry={chosen} /> : <Panel title={t('directory.pick')}>{null}</Panel>}
        </div>
      )}
    </>
  );
}
