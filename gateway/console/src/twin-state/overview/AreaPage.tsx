import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { Empty } from '../../shared/ui/Notices';
import { ViewHead } from '../../shared/ui/Panel';
import { ModelGate } from '../ModelGate';
import { equipmentOf } from '../model/plantModel';
import { EquipmentCard } from './EquipmentCard';
import './overview.css';

/** Level 2: an area with all its equipment. */
export default function AreaPage({ id }: { id: string }) {
  const t = useText();
  return (
    <ModelGate>
      {(model) => {
        const area = model.assets.get(id);
        if (!area)
          return (
            <Empty title={t('equipment.missing')}>
              <a className="button" href={href([])}>
                {t('common.backToOverview')}
              </a>
            </Empty>
          );
        const equipment = equipmentOf(area);
        return (
          <>
            <ViewHead title={area.title} trail={<a href={href([])}>{t('nav.overview')}</a>} />
            {equipment.length === 0 && <Empty title={t('area.noEquipment')} />}
            <ul className="equipmentcards">
              {equipment.map((asset) => (
                <li key={asset.id}>
                  <EquipmentCard asset={asset} />
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </ModelGate>
  );
}
