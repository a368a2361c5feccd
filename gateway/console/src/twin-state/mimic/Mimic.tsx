import { useMemo } from 'react';
import { useText } from '../../shared/i18n/useText';
import { useWidth } from '../../shared/ui/useWidth';
import type { AssetNode, PlantModel } from '../model/plantModel';
import { layoutMimic } from './layout';
import { mimicHeight, MimicNode } from './MimicNode';
import './mimic.css';

/** Points a node shows where there is room, and where there is little. */
const ROWS = [4, 3, 2] as const;

/** What stands above the mimic and below it, in pixels: the whole process is to be in sight at once where it can. */
const AROUND = 236;

interface MimicProps {
  model: PlantModel;
  /** What pipes connect. */
  assets: readonly AssetNode[];
  /** What stands alone. */
  others: readonly AssetNode[];
}

/** The plant's process, drawn from the model's piped_to relations, with what stands alone where there is room. */
export function Mimic({ model, assets, others }: MimicProps) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  const drawing = useMemo(() => (width === 0 ? undefined : fit(model, assets, others, width)), [assets, others, model, width]);
  const layout = drawing?.layout;

  return (
    <div
      className="mimic"
      ref={ref}
      role="group"
      aria-label={t('overview.flow.label')}
      tabIndex={layout && layout.width > width ? 0 : undefined}>
      {drawing && layout && (
        <div className="mimic__sheet" style={{ width: layout.width, height: layout.height }}>
          <svg className="mimic__pipes" width={layout.width} height={layout.height} aria-hidden="true" focusable="false">
            <defs>
              <marker
                id="pipe-end"
                viewBox="0 0 8 8"
                refX="7.5"
                refY="4"
                markerWidth="8"
                markerHeight="8"
                markerUnits="userSpaceOnUse"
                orient="auto">
                <path d="M0 0l8 4-8 4z" />
              </marker>
            </defs>
            {layout.pipes.map((pipe) => (
              <path key={`${pipe.from}>${pipe.to}`} d={pipe.path} markerEnd="url(#pipe-end)" />
            ))}
          </svg>
          {[...layout.nodes].map(([id, box]) => {
            const asset = model.assets.get(id);
            return asset && <MimicNode key={id} asset={asset} rows={drawing.rows} box={box} />;
          })}
        </div>
      )}
      {layout && layout.left.length > 0 && (
        <ul className="othernodes" aria-label={t('overview.other')}>
          {others
            .filter(({ id }) => layout.left.includes(id))
            .map((asset) => (
              <li key={asset.id}>
                <MimicNode asset={asset} rows={drawing.rows} />
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}

/** Lays the process out with as many points a node as the window has height for. */
function fit(model: PlantModel, assets: readonly AssetNode[], others: readonly AssetNode[], width: number) {
  const graph = {
    ids: assets.map((asset) => asset.id),
    edges: assets.flatMap((asset) => asset.pipedTo.map((to) => [asset.id, to.id] as const)),
  };
  const layouts = ROWS.map((rows) => ({
    rows,
    layout: layoutMimic(graph, {
      width,
      extras: others.map(({ id }) => id),
      heightOf: (id) => {
        const asset = model.assets.get(id);
        return asset ? mimicHeight(asset, rows) : 0;
      },
    }),
  }));
  return layouts.find(({ layout }) => layout.height <= window.innerHeight - AROUND) ?? layouts.at(-1);
}
