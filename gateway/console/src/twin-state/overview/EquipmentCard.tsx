import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { ConditionShape } from '../live/ConditionMark';
import { PointRow } from '../live/PointRow';
import { useWorst } from '../live/useWorst';
import { EquipmentSymbol } from '../mimic/Symbol';
import type { AssetNode } from '../model/plantModel';

/** An equipment with every point that it has. */
export function EquipmentCard({ asset }: { asset: AssetNode }) {
  const t = useText();
  const worst = useWorst([asset]);
  return (
    <article className="equipmentcard">
      <a className="equipmentcard__head" href={href(['equipment', asset.id])}>
        <EquipmentSymbol assetClass={asset.asset.assetClass} />
        <span className="equipmentcard__name">
          {asset.title}
          <small>{asset.asset.assetClass || asset.id}</small>
        </span>
        {worst.count > 0 && (
          <span className={`mark mark--${worst.condition}`}>
            <ConditionShape condition={worst.condition} size={12} />
            {t('area.abnormal', { n: worst.count })}
          </span>
        )}
      </a>
      {asset.points.length === 0 && <p className="hint">{t('equipment.noPoints')}</p>}
      {asset.points.map((point) => (
        <PointRow key={point.id} node={point} />
      ))}
    </article>
  );
}
