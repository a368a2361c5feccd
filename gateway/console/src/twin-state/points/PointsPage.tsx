import { useState } from 'react';
import { useServices } from '../../services';
import { bareName, msOf, timeOf } from '../../shared/api/values';
import { saveFile, toCsv } from '../../shared/format/csv';
import { useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { navigate, href, useRoute } from '../../shared/router/router';
import { Icon } from '../../shared/ui/Icon';
import { Empty } from '../../shared/ui/Notices';
import { Pager } from '../../shared/ui/Pager';
import { Panel } from '../../shared/ui/Panel';
import { assess } from '../live/condition';
import { ModelGate } from '../ModelGate';
import type { PlantModel, PointNode } from '../model/plantModel';
import { conditionFilters, filterPoints, type ConditionFilter } from './filterPoints';
import { PointTable } from './PointTable';

const PAGE = 50;

/** Every point of the twin: filtered, paged, exported. */
export default function PointsPage() {
  return <ModelGate>{(model) => <PointList model={model} />}</ModelGate>;
}

function PointList({ model }: { model: PlantModel }) {
  const t = useText();
  const { live } = useServices();
  const route = useRoute();
  const [page, setPage] = useState(0);
  useNow();
  const text = route.query.get('q') ?? '';
  const filter = conditionFilters.find((name) => name === route.query.get('condition')) ?? 'all';
  const go = (q: string, condition: ConditionFilter) => {
    setPage(0);
    navigate(href(['points'], { ...(q && { q }), ...(condition !== 'all' && { condition }) }), true);
  };
  const assessOf = (node: PointNode) => assess(node.point, live.get(node.id), live.clock.now(), true);
  const found = filterPoints(model.points.values(), text, filter, (node) => assessOf(node).condition);
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const at = Math.min(page, pages - 1);

  const exportCsv = () =>
    saveFile(
      'points.csv',
      toCsv(
        ['point', 'title', 'asset', 'value', 'unit', 'quality', 'condition', 'event_time', 'age_seconds'],
        found.map((node) => {
          const value = live.get(node.id);
          const { condition, ageMs } = assessOf(node);
          return [
            node.id,
            node.title,
            node.asset?.id ?? '',
            value?.value ?? '',
            node.point.unit,
            bareName(value?.quality ?? '', 'QUALITY_'),
            condition,
            timeOf(msOf(value?.eventTime)),
            ageMs === undefined ? '' : Math.round(ageMs / 1000),
          ];
        }),
      ),
    );

  return (
    <>
      <h1 className="sr-only">{t('points.title')}</h1>
      <Panel
        title={t('points.title')}
        actions={
          <button type="button" className="button" disabled={found.length === 0} onClick={exportCsv}>
            <Icon name="download" />
            {t('common.export')}
          </button>
        }>
        <div className="pointfilters">
          <label className="field">
            <span className="field__label">{t('common.filter')}</span>
            <input
              className="input"
              type="search"
              value={text}
              placeholder={t('points.filter')}
              onChange={(event) => go(event.target.value, filter)}
            />
          </label>
          <label className="field">
            <span className="field__label">{t('points.condition')}</span>
            <select className="input" value={filter} onChange={(event) => go(text, event.target.value as ConditionFilter)}>
              {conditionFilters.map((name) => (
                <option key={name} value={name}>
                  {name === 'all' ? t('common.all') : t(`points.condition.${name}`)}
                </option>
              ))}
            </select>
          </label>
          <span className="pointfilters__count" role="status">
            {t('search.count', { n: found.length })}
          </span>
        </div>
        {model.points.size === 0 && (
          <Empty title={t('points.empty')}>
            <p>{t('points.empty.next')}</p>
          </Empty>
        )}
        {model.points.size > 0 && found.length === 0 && <Empty title={t('points.noMatch')} />}
        {found.length > 0 && <PointTable points={found.slice(at * PAGE, (at + 1) * PAGE)} withAsset />}
        <Pager page={at} pages={pages} hasNext={at < pages - 1} onPage={setPage} />
      </Panel>
    </>
  );
}
