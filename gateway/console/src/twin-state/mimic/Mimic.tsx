import { useMemo } from 'react';
import { useText } from '../../shared/i18n/useText';
import { useWidth } from '../../shared/ui/useWidth';
import type { AssetNode, PlantModel } from '../model/plantModel';
import { layoutMimic } from './layout';
import { mimicHeight, MimicNode } from './MimicNode';
import './mimic.css';

/** The assets that the model pipes to one another. */
export const pipedAssets = (model: PlantModel): AssetNode[] =>
  [...model.assets.values()].filter((asset) => asset.pipedTo.length > 0 || asset.pipedFrom.length > 0);

/** The plant's process flow, drawn from the model's piped_to relations. */
export function Mimic({ model }: { model: PlantModel }) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  const assets = useMemo(() => pipedAssets(model), [model]);
  const layout = useMemo(() => width === 0 ? undefined : layoutMimic({
    ids: assets.map((asset) => asset.id),
    edges: assets.flatMap((asset) => asset.pipedTo.map((to) => [asset.id, to.id] as const)),
  }, { width, heightOf: (id) => mimicHeight(model.assets.get(id) ?? assets[0]!) }), [assets, model, width]);

  return (
    <div className="mimic" ref={ref} role="group" aria-label={t('overview.flow.label')} tabIndex={layout && layout.width > width ? 0 : undefined}>
      {layout && (
        <div className="mimic__sheet" style={{ width: layout.width, height: layout.height }}>
          <svg className="mimic__pipes" width={layout.width} height={layout.height} aria-hidden="true" focusable="false">
            <defs>
              <marker id="pipe-end" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
                <path d="M0 0l8 4-8 4z" />
              </marker>
            </defs>
            {layout.pipes.map((pipe) => <path key={`${pipe.from}>${pipe.to}`} d={pipe.path} markerEnd="url(#pipe-end)" />)}
          </svg>
          {assets.map((asset) => <MimicNode key={asset.id} asset={asset} box={layout.nodes.get(asset.id)} />)}
        </div>
      )}
    </div>
  );
}
