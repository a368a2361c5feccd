import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { Empty } from '../../shared/ui/Notices';
import { Panel, ViewHead } from '../../shared/ui/Panel';
import { EquipmentSymbol } from '../mimic/Symbol';
import { ModelGate } from '../ModelGate';
import type { AssetNode } from '../model/plantModel';
import { PointTable } from '../points/PointTable';
import { AssetTrail } from './AssetTrail';
import './overview.css';

/** Level 3: one equipment with its points and what it is connected to. */
export default function EquipmentPage({ id }: { id: string }) {
  const t = useText();
  return (
    <ModelGate>
      {(model) => {
        const asset = model.assets.get(id);
        if (!asset)
          return (
            <Empty title={t('equipment.missing')}>
              <a className="button" href={href([])}>
                {t('common.backToOverview')}
              </a>
            </Empty>
          );
        return (
          <>
            <ViewHead
              title={
                <>
                  <EquipmentSymbol assetClass={asset.asset.assetClass} />
                  {asset.title}
                </>
              }
              trail={<AssetTrail asset={asset.parent} />}>
              <dl className="facts">
                {asset.asset.assetClass && (
                  <>
                    <dt>{t('equipment.class')}</dt>
                    <dd>{asset.asset.assetClass}</dd>
                  </>
                )}
                <Links title={t('equipment.fedBy')} assets={asset.pipedFrom} />
                <Links title={t('equipment.feeds')} assets={asset.pipedTo} />
              </dl>
            </ViewHead>
            <Panel title={t('equipment.points')}>
              {asset.points.length === 0 ? (
                <Empty title={t('equipment.noPoints')} />
              ) : (
                <PointTable points={asset.points} withAsset={false} />
              )}
            </Panel>
          </>
        );
      }}
    </ModelGate>
  );
}

function Links({ title, assets }: { title: string; assets: readonly AssetNode[] }) {
  if (assets.length === 0) return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {assets.map((asset) => (
          <a key={asset.id} href={href(['equipment', asset.id])}>
            {asset.title}
          </a>
        ))}
      </dd>
    </>
  );
}
