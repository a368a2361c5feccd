import { useText } from '../../shared/i18n/useText';
import { Empty } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { href } from '../../shared/router/router';
import { Mimic, pipedAssets } from '../mimic/Mimic';
import { MimicNode } from '../mimic/MimicNode';
import { ModelGate } from '../ModelGate';
import { areasOf, plantTitle, type PlantModel } from '../model/plantModel';
import { AreaCard } from './AreaCard';
import './overview.css';

/** Level 1: the whole site at a glance. */
export default function OverviewPage() {
  return <ModelGate>{(model) => <Overview model={model} />}</ModelGate>;
}

function Overview({ model }: { model: PlantModel }) {
  const t = useText();
  const areas = areasOf(model);
  const piped = new Set(pipedAssets(model));
  const others = [...model.assets.values()].filter((asset) => asset.points.length > 0 && !piped.has(asset));
  if (model.assets.size === 0) {
    return (
      <Empty title={t('overview.empty')}>
        <p>{t('overview.empty.next')}</p>
        <a className="button" href={href(['points'])}>{t('nav.points')}</a>
      </Empty>
    );
  }
  return (
    <>
      <h1 className="sr-only">{t('overview.title')} · {plantTitle(model)}</h1>
      <ul className="areacards" aria-label={t('overview.areas')}>{areas.map((area) => <li key={area.id}><AreaCard area={area} /></li>)}</ul>
      {piped.size > 0
        ? <Panel title={t('overview.flow')} className="panel--flow"><Mimic model={model} /></Panel>
        : <p className="hint">{t('overview.noFlow')}</p>}
      {others.length > 0 && (
        <Panel title={t('overview.other')}>
          <ul className="othernodes">{others.map((asset) => <li key={asset.id}><MimicNode asset={asset} /></li>)}</ul>
        </Panel>
      )}
    </>
  );
}
