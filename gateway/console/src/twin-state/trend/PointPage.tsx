import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useServices } from '../../services';
import { msOf } from '../../shared/api/values';
import { formatMoment } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { href, navigate, useRoute } from '../../shared/router/router';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Panel, ViewHead } from '../../shared/ui/Panel';
import { Segmented } from '../../shared/ui/Segmented';
import { decimalsOf, readingText } from '../live/reading';
import { ModelGate } from '../ModelGate';
import type { PointNode } from '../model/plantModel';
import { AssetTrail } from '../overview/AssetTrail';
import { CursorReadout } from './CursorReadout';
import { ExportButton } from './ExportButton';
import { PointFacts } from './PointFacts';
import { PointNow } from './PointNow';
import { rangeMs, rangeOf, ranges } from './ranges';
import { useTrend } from './useTrend';
import './trend.css';

const Trend = lazy(() => import('./Trend'));

/** Level 4: one point with its trend. */
export default function PointPage({ id }: { id: string }) {
  const t = useText();
  return (
    <ModelGate>
      {(model) => {
        const node = model.points.get(id);
        return node ? (
          <PointDetail key={id} node={node} />
        ) : (
          <Empty title={t('point.missing', { point: id })}>
            <a className="button" href={href(['points'])}>
              {t('nav.points')}
            </a>
          </Empty>
        );
      }}
    </ModelGate>
  );
}

function PointDetail({ node }: { node: PointNode }) {
  const t = useText();
  const { live } = useServices();
  const route = useRoute();
  const range = rangeOf(route.query.get('range'));
  const length = rangeMs[range];
  const trend = useTrend(node.id, range);
  const [cursor, setCursor] = useState<number | undefined>();
  const onCursor = useCallback((index: number | undefined) => setCursor(index), []);
  const limitText = useCallback((limit: number) => t('point.limit', { limit: readingText(node.point, limit, t) }), [t, node]);
  useNow();
  const to = Math.floor(live.clock.now() / 1000);
  const window = useMemo(() => (length === undefined ? undefined : { from: to - length / 1000, to }), [to, length]);
  const setRange = (value: string) => navigate(href(['points', node.id], { range: value }), true);
  const last = msOf(live.get(node.id)?.eventTime);

  return (
    <>
      <ViewHead
        title={
          <>
            {node.title}
            <small className="viewhead__id">{node.id}</small>
          </>
        }
        trail={<AssetTrail asset={node.asset} />}
      />
      <div className="pointview">
        <div className="pointview__side">
          <PointNow node={node} />
          <PointFacts node={node} />
        </div>
        <Panel
          className="pointview__trend"
          title={t('point.trend', { point: node.title })}
          actions={
            <>
              <Segmented
                label={t('point.range')}
                value={range}
                onChange={setRange}
                options={ranges.map((value) => ({ value, text: t(`point.range.${value}`) }))}
              />
              <ExportButton point={node.id} fromMs={() => (length === undefined ? undefined : live.clock.now() - length)} />
            </>
          }>
          <CursorReadout node={node} series={trend.series} version={trend.version} index={cursor} />
          {trend.problem && <ProblemNotice problem={trend.problem} onRetry={trend.reload} />}
          {trend.loading && <Loading lines={9} />}
          {!trend.loading && !trend.problem && trend.series.times.length === 0 && (
            <Empty title={t('point.noHistory')}>
              {last !== undefined && <p>{t('point.noHistory.last', { time: formatMoment(last) })}</p>}
              {range !== 'all' && (
                <button type="button" className="button" onClick={() => setRange('all')}>
                  {t('point.showAll')}
                </button>
              )}
            </Empty>
          )}
          {!trend.loading && trend.series.times.length > 0 && (
            <Suspense fallback={<Loading lines={9} />}>
              <Trend
                point={node.point}
                label={t('point.trend', { point: node.title })}
                series={trend.series}
                version={trend.version}
                window={window}
                decimals={decimalsOf(node.point)}
                onCursor={onCursor}
                limitText={limitText}
              />
            </Suspense>
          )}
          <p className="hint">
            {t('point.cursor.hint')} {t('point.qualityStrip')}.
          </p>
        </Panel>
      </div>
    </>
  );
}
