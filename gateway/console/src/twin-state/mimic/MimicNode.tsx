import { href } from '../../shared/router/router';
import { useText } from '../../shared/i18n/useText';
import { ConditionShape } from '../live/ConditionMark';
import { PointRow } from '../live/PointRow';
import { useAssessment } from '../live/useAssessment';
import { useWorst } from '../live/useWorst';
import { keyPoints, levelPoint } from '../model/keyPoints';
import type { AssetNode, PointNode } from '../model/plantModel';
import type { Box } from './layout';
import { EquipmentSymbol } from './Symbol';

const HEAD = 38;

/** Height of a point's line: large enough for a finger where there is no mouse. */
const rowHeight = (): number => (matchMedia('(pointer: coarse)').matches ? 44 : 39);

/** Height of a node that shows at most this many points. */
export const mimicHeight = (asset: AssetNode, rows: number): number =>
  HEAD + 2 + Math.min(rows, asset.points.length) * rowHeight();

/** An equipment of the mimic: symbol, name, mark where something is not normal, key values. */
export function MimicNode({ asset, rows, box }: { asset: AssetNode; rows: number; box?: Box | undefined }) {
  const t = useText();
  const worst = useWorst([asset]);
  const level = levelPoint(asset.points);
  const place = box && { left: box.x, top: box.y, width: box.width, height: box.height };
  return (
    <article className={`mimicnode ${box ? 'mimicnode--placed' : ''}`} style={place} aria-label={asset.title}>
      <a className="mimicnode__head" href={href(['equipment', asset.id])}>
        {level ? (
          <FilledSymbol assetClass={asset.asset.assetClass} level={level} />
        ) : (
          <EquipmentSymbol assetClass={asset.asset.assetClass} />
        )}
        <span className="mimicnode__name">{asset.title}</span>
        {worst.count > 0 && (
          <span className={`mark mark--${worst.condition}`} title={t('area.abnormal', { n: worst.count })}>
            <ConditionShape condition={worst.condition} size={12} />
            {worst.count}
            <span className="sr-only">{t('area.abnormal', { n: worst.count })}</span>
          </span>
        )}
      </a>
      {keyPoints(asset.points, rows).map((point) => (
        <PointRow key={point.id} node={point} />
      ))}
    </article>
  );
}

function FilledSymbol({ assetClass, level }: { assetClass: string; level: PointNode }) {
  const { live, assessment } = useAssessment(level);
  const known = live?.value !== undefined && !assessment.stale && assessment.condition !== 'bad';
  return <EquipmentSymbol assetClass={assetClass} fill={known ? (live.value ?? 0) / 100 : undefined} />;
}
