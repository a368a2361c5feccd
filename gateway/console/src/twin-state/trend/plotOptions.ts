import type uPlot from 'uplot';
import { formatClock, formatDate } from '../../shared/format/time';
import { formatNumber } from '../../shared/format/number';
import type { Point } from '../model/plantModel';
import { doubtfulRuns, type TrendSeries } from './series';

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export interface PlotInput {
  width: number;
  height: number;
  point: Point;
  decimals: number | undefined;
  series: () => TrendSeries;
  onCursor: (index: number | undefined) => void;
  /** How a limit of the normal range is named in the chart. */
  limitText: (limit: number) => string;
}

const FONT = '12px "Inter Variable", system-ui, sans-serif';

/** How a trend is drawn: grey grid, one line, the normal range behind it, a strip of quality below it. */
export function plotOptions({ width, height, point, decimals, series, onCursor, limitText }: PlotInput): uPlot.Options {
  const axis = {
    stroke: token('--ink-3'),
    font: FONT,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { stroke: token('--line'), width: 1, size: 5 },
  };
  return {
    width,
    height,
    padding: [12, 16, 10, 4],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false }, points: { size: 8 } },
    scales: { x: { time: true }, y: { range: (_, low, high) => paddedRange(low, high) } },
    axes: [
      {
        ...axis,
        values: (_, splits, _axis, _space, step) => splits.map((at, i) => tickText(at, step, i === 0)),
        space: 100,
        size: 34,
      },
      { ...axis, size: 64, values: (_, splits) => splits.map((v) => formatNumber(v, tickDecimals(splits, decimals))) },
    ],
    series: [{}, { stroke: token('--value'), width: 1.6, spanGaps: false, points: { show: false } }],
    hooks: {
      drawClear: [(plot) => drawNormalBand(plot, point, limitText)],
      draw: [(plot) => drawQuality(plot, series())],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? undefined)],
    },
  };
}

/** The scale of the values with a little air; a flat line stands in the middle. */
export function paddedRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const air = high > low ? (high - low) * 0.08 : Math.max(0.5, Math.abs(low) * 0.02);
  return [low - air, high + air];
}

/** A tick's time; midnight is named by its date, and so is the first tick where the day is not today. */
function tickText(at: number, step: number, first: boolean): string {
  const ms = at * 1000;
  const date = formatDate(ms);
  if (step >= 86_400) return date.slice(5);
  const clock = formatClock(ms, false, step < 60);
  if (first && date !== formatDate(Date.now())) return `${date} ${clock}`;
  return clock === '00:00' ? date.slice(5) : clock;
}

function tickDecimals(splits: readonly number[], decimals: number | undefined): number {
  const step = Math.abs((splits[1] ?? 1) - (splits[0] ?? 0));
  const needed = step >= 1 || step === 0 ? 0 : Math.ceil(-Math.log10(step) - 1e-9);
  return Math.max(needed, Math.min(decimals ?? 0, 1));
}

function drawNormalBand(plot: uPlot, point: Point, limitText: (limit: number) => string): void {
  if (point.normalLow === undefined && point.normalHigh === undefined) return;
  const { ctx, bbox } = plot;
  const clamp = (y: number) => Math.min(bbox.top + bbox.height, Math.max(bbox.top, y));
  const top = point.normalHigh === undefined ? bbox.top : clamp(plot.valToPos(point.normalHigh, 'y', true));
  const bottom = point.normalLow === undefined ? bbox.top + bbox.height : clamp(plot.valToPos(point.normalLow, 'y', true));
  ctx.save();
  ctx.fillStyle = token('--sunken');
  ctx.globalAlpha = 0.55;
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = token('--line-strong');
  ctx.setLineDash([6, 4]);
  ctx.lineWidth = devicePixelRatio;
  ctx.fillStyle = token('--ink-3');
  ctx.font = `${11 * devicePixelRatio}px "Inter Variable", system-ui, sans-serif`;
  ctx.textAlign = 'left';
  for (const [limit, y] of [
    [point.normalHigh, top],
    [point.normalLow, bottom],
  ] as const) {
    if (limit === undefined || y <= bbox.top || y >= bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(
      limitText(limit),
      bbox.left + 6 * devicePixelRatio,
      y + (limit === point.normalHigh ? -5 : 14) * devicePixelRatio,
    );
  }
  ctx.restore();
}

function drawQuality(plot: uPlot, series: TrendSeries): void {
  const { ctx, bbox } = plot;
  const height = 6 * devicePixelRatio;
  const right = bbox.left + bbox.width;
  ctx.save();
  for (const run of doubtfulRuns(series)) {
    const from = Math.max(bbox.left, plot.valToPos(run.start, 'x', true));
    const to = Math.min(right, Math.max(from + 3 * devicePixelRatio, plot.valToPos(run.end, 'x', true)));
    if (to <= from) continue;
    ctx.fillStyle = token(run.quality === 'QUALITY_BAD' ? '--bad' : '--line-strong');
    ctx.fillRect(from, bbox.top + bbox.height - height, to - from, height);
  }
  ctx.restore();
}
