import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { countOf } from '../shared/api/values';
import { formatNumber } from '../shared/format/number';
import { useText } from '../shared/i18n/useText';
import { href, navigate, useRoute } from '../shared/router/router';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { ViewHead } from '../shared/ui/Panel';
import { Segmented } from '../shared/ui/Segmented';
import { useAnswer } from '../shared/ui/useAnswer';
import { ImportForm } from './ImportForm';
import { MappingTable } from './MappingTable';
import { RawBatches } from './RawBatches';
import { RejectedRows } from './RejectedRows';
import './ingestion.css';

const tabs = ['import', 'rejected', 'mappings', 'raw'] as const;

/** One source: import into it, what it rejected, its mapping, its raw data. */
export default function SourcePage({ id }: { id: string }) {
  const t = useText();
  const { api } = useServices();
  const asked = useRoute().query.get('tab');
  const tab = tabs.find((name) => name === asked) ?? 'import';
  const answer = useAnswer(
    `source ${id}`,
    (signal) => answerOf(api.rest.GET('/v1/sources/{source}', { params: { path: { source: id } }, signal })),
    { everyMs: 5000 },
  );
  const source = answer.data;
  if (answer.loading) return <Loading lines={6} />;
  if (!source) {
    if (answer.problem && answer.problem.status !== 404)
      return <ProblemNotice problem={answer.problem} onRetry={answer.reload} />;
    return (
      <Empty title={t('source.missing')}>
        <a className="button" href={href(['sources'])}>
          {t('sources.title')}
        </a>
      </Empty>
    );
  }
  const statistics = source.statistics;
  return (
    <>
      <ViewHead
        title={
          <>
            {source.displayName || id}
            <small className="viewhead__id">{id}</small>
          </>
        }
        trail={<a href={href(['sources'])}>{t('sources.title')}</a>}>
        <dl className="facts">
          <dt>{t('sources.col.owner')}</dt>
          <dd>{source.owner || '—'}</dd>
          <dt>{t('sources.col.accepted')}</dt>
          <dd>{formatNumber(countOf(statistics?.acceptedReadings), 0)}</dd>
          <dt>{t('sources.col.rejected')}</dt>
          <dd>{formatNumber(countOf(statistics?.rejectedReadings), 0)}</dd>
          <dt>{t('sources.col.duplicates')}</dt>
          <dd>{formatNumber(countOf(statistics?.duplicateReadings), 0)}</dd>
        </dl>
      </ViewHead>
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      <div className="tabs">
        <Segmented
          label={t('source.tab.label')}
          value={tab}
          onChange={(value) => navigate(href(['sources', id], { tab: value }), true)}
          options={tabs.map((value) => ({ value, text: t(`source.tab.${value}`) }))}
        />
      </div>
      {/* The import stays mounted: a look at another tab must not lose the file chosen or the result. */}
      <div hidden={tab !== 'import'}>
        <ImportForm source={source} onDone={answer.reload} />
      </div>
      {tab === 'rejected' && <RejectedRows source={id} />}
      {tab === 'mappings' && <MappingTable source={source} />}
      {tab === 'raw' && <RawBatches source={id} />}
    </>
  );
}
