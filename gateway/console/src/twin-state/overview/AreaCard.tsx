import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { ConditionShape } from '../live/ConditionMark';
import { useWorst } from '../live/useWorst';
import { below, type AssetNode } from '../model/plantModel';

/** An area in one line: name, size, whether everything in it is normal. Leads to the area. */
export function AreaCard({ area }: { area: AssetNode }) {
  const t = useText();
  const points = [...below(area)].reduce((sum, asset) => sum + asset.points.length, 0);
  const worst = useWorst(below(area));
  return (
    <a className={`areacard areacard--${worst.condition}`} href={href(['areas', area.id])}>
      <span className="areacard__name">{area.title}</span>
      <span className="areacard__size">{t('area.size', { points })}</span>
      {worst.known === 'waiting' && <span className="areacard__normal">…</span>}
      {worst.known === 'cut' && (
        <span className="mark mark--stale">
          <ConditionShape condition="stale" size={12} />
          {t('area.notLive')}
        </span>
      )}
      {worst.known === 'live' &&
        (worst.count > 0 ? (
          <span className={`mark mark--${worst.condition}`}>
            <ConditionShape condition={worst.condition} size={12} />
            <span className="areacard__long">{t('area.abnormal', { n: worst.count })}</span>
            <span className="areacard__short" aria-hidden="true">
              {worst.count}
            </span>
          </span>
        ) : (
          <span className="areacard__normal">{t('area.normal')}</span>
        ))}
    </a>
  );
}
