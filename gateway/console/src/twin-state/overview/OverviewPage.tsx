import { useMemo } from 'react';
import { useText } from '../../shared/i18n/useText';
import { Empty } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { href } from '../../shared/router/router';
import { mainFlow } from '../mimic/mainFlow';
import { Mimic } from '../mimic/Mimic';
import { ModelGate } from '../ModelGate';
import { areasOf, plantTitle, type PlantModel } from '../model/plantModel';
import { AreaCard } from './AreaCard';
import { Legend } from './Legend';
import './overview.css';

/** Level 1: the whole site at a glance. */
export default function OverviewPage() {
  return <ModelGate>{(model) => <Overview model={model} />}</ModelGate>;
}

function Overview({ model }: { model: PlantModel }) {
  const t = useText();
  const areas = areasOf(model);
  const flow = useMemo(() => mainFlow(model), [model]);
  const others = useMemo(
    () => [...model.assets.values()].filter((asset) => asset.points.length > 0 && !flow.includes(asset)),
    [model, flow],
  );
  if (model.assets.size === 0) {
    return (
      <Empty title={t('overview.empty')}>
        <p>{t('overview.empty.next')}</p>
        <a className="button" href={href(['points'])}>
          {t('nav.points')}
        </a>
      </Empty>
    );
  }
  return (
    <>
      <h1 className="sr-only">
        {t('overview.title')} · {plantTitle(model)}
      </h1>
      <ul className="areacards" aria-label={t('overview.areas')}>
        {areas.map((area) => (
          <li key={area.id}>
            <AreaCard area={area} />
          </li>
        ))}
      </ul>
      <Panel title={t('overview.flow')} actions={<Legend />}>
        {flow.length === 0 && <p className="hint">{t('overview.noFlow')}</p>}
        <Mimic model={model} assets={flow} others={others} />
      </Panel>
    </>
  );
}
