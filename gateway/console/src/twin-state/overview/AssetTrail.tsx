import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import type { AssetNode } from '../model/plantModel';

/** The way back: overview, area, equipment. */
export function AssetTrail({ asset }: { asset: AssetNode | undefined }) {
  const t = useText();
  const trail: AssetNode[] = [];
  for (let node = asset; node; node = node.parent) {
    const above = node.asset.level === 'ASSET_LEVEL_SITE' || node.asset.level === 'ASSET_LEVEL_ENTERPRISE';
    if (!above) trail.unshift(node);
  }
  return (
    <>
      <a href={href([])}>{t('nav.overview')}</a>
      {trail.map((node) => (
        <a key={node.id} href={href([node.asset.level === 'ASSET_LEVEL_AREA' ? 'areas' : 'equipment', node.id])}>
          {node.title}
        </a>
      ))}
    </>
  );
}
