import type { TextKey } from '../../shared/i18n/catalog';
import { formatNumber } from '../../shared/format/number';
import { formatUnit } from '../../shared/format/unit';
import { useText } from '../../shared/i18n/useText';
import { useWidth } from '../../shared/ui/useWidth';
import { NODE_WIDTH, sankeyOf, type Flow, type FlowKind, type SankeyBand, type SankeyNode } from './sankey';

export const flowKey = (kind: FlowKind): TextKey => `flow.${kind.slice('FLOW_KIND_'.length).toLowerCase()}` as TextKey;

interface SankeyChartProps {
  flows: readonly Flow[];
  unit: string;
  nameOf: (node: string) => string;
  thresholdOf: (node: string) => number | undefined;
  label: string;
}

/** What flowed, as wide as it was much. What is not known, or not balanced, is drawn otherwise and says so. */
export function SankeyChart({ flows, unit, nameOf, thresholdOf, label }: SankeyChartProps) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  const margin = 4;
  const sankey = sankeyOf(flows, Math.max(0, width - 2 * margin - 110));
  const title = (node: SankeyNode) => (node.kind === 'node' ? nameOf(node.id) : t(flowKey(node.flow ?? 'FLOW_KIND_UNSPECIFIED')));
  const amount = (quantity: number | undefined) =>
    quantity === undefined ? t('balance.noData') : `${formatNumber(quantity)} ${formatUnit(unit)}`;
  return (
    <div className="sankey" ref={ref}>
      {width > 0 && (
        <svg width={width} height={sankey.height} role="group" aria-label={label}>
          <g transform={`translate(${margin} 0)`}>
            {sankey.bands.map((band) => {
              const text = `${title(band.from)} → ${title(band.to)}: ${t(flowKey(band.flow))}, ${amount(band.quantity)}, ${t('balance.coveredBy', { percent: formatNumber(band.coveredPercent, 0) })}`;
              return (
                <path
                  key={band.id}
                  className={`sankey__band sankey__band--${lookOf(band, thresholdOf(band.from.kind === 'node' ? band.from.id : band.to.id))}`}
                  d={band.path}
                  strokeWidth={band.thickness}
                  role="img"
                  aria-label={text}>
                  <title>{text}</title>
                </path>
              );
            })}
            {sankey.nodes.map((node) => (
              <g key={node.id} className={`sankey__node sankey__node--${node.kind}`}>
                <rect x={node.x} y={node.y} width={NODE_WIDTH} height={node.height} />
                <text x={node.x} y={node.y - 6}>
                  {title(node)} <tspan className="sankey__amount">{formatNumber(node.quantity)}</tspan>
                </text>
              </g>
            ))}
          </g>
        </svg>
      )}
      <p className="chartlegend">
        <span className="sankey__key sankey__key--ok">{t('sankey.measured')}</span>
        <span className="sankey__key sankey__key--partial">{t('sankey.partial')}</span>
        <span className="sankey__key sankey__key--unseen">{t('sankey.unseen')}</span>
        <span className="sankey__key sankey__key--imbalance">{t('sankey.above')}</span>
      </p>
    </div>
  );
}

/** Measured in full, in part, or not at all; an imbalance stands out only where its node's rule says that it is one. */
export function lookOf(
  { flow, quantity, coveredPercent, from, to }: Pick<SankeyBand, 'flow' | 'quantity' | 'coveredPercent' | 'from' | 'to'>,
  threshold?: number,
): string {
  if (quantity === undefined) return 'unknown';
  if (coveredPercent < 99.9) return 'partial';
  if (flow !== 'FLOW_KIND_IMBALANCE') return 'ok';
  const through = from.kind === 'node' ? from.quantity : to.quantity;
  return threshold !== undefined && (100 * quantity) / through > threshold ? 'imbalance' : 'unseen';
}
