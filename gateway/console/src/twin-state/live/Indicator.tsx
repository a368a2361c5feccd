import type { PointNode } from '../model/plantModel';
import type { Assessment, LiveValue } from './condition';
import { indicatorGeometry } from './indicator';

interface IndicatorProps {
  node: PointNode;
  live: LiveValue | undefined;
  assessment: Assessment;
}

/**
 * A moving analogue indicator: the track is the instrument's range, the darker band the normal range, the pointer the value.
 * What it shows stands beside it as text, so it is hidden from screen readers.
 */
export function Indicator({ node: { point }, live, assessment }: IndicatorProps) {
  const geometry = indicatorGeometry({
    value: live?.value,
    normalLow: point.normalLow,
    normalHigh: point.normalHigh,
    rangeLow: point.rangeLow,
    rangeHigh: point.rangeHigh,
  });
  if (!geometry || point.kind === 'POINT_KIND_TOTAL' || point.kind === 'POINT_KIND_STATE')
    return <span className="indicator indicator--none" aria-hidden="true" />;
  const { bandStart, bandEnd, pointer, clipped } = geometry;
  const off = assessment.condition === 'high' || assessment.condition === 'low';
  return (
    <span className={`indicator indicator--${assessment.condition}`} aria-hidden="true">
      <span className="indicator__track">
        {bandStart !== undefined && bandEnd !== undefined && (
          <span className="indicator__band" style={{ left: `${bandStart}%`, width: `${Math.max(0, bandEnd - bandStart)}%` }} />
        )}
        {off && pointer !== undefined && bandStart !== undefined && bandEnd !== undefined && (
          <span className="indicator__excess" style={excess(assessment.condition === 'high', pointer, bandStart, bandEnd)} />
        )}
      </span>
      {pointer !== undefined && (
        <svg className="indicator__pointer" style={{ left: `${pointer}%` }} width="11" height="16" viewBox="0 0 11 16">
          {clipped ? <path d={clipped === 'high' ? 'M1.5 2l8 6-8 6z' : 'M9.5 2l-8 6 8 6z'} /> : <path d="M1 1h9L5.5 8v7V8z" />}
        </svg>
      )}
    </span>
  );
}

const excess = (high: boolean, pointer: number, bandStart: number, bandEnd: number) =>
  high
    ? { left: `${bandEnd}%`, width: `${Math.max(0, pointer - bandEnd)}%` }
    : { left: `${pointer}%`, width: `${Math.max(0, bandStart - pointer)}%` };
