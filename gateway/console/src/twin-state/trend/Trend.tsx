import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useThemeVersion } from '../../shared/theme/useTheme';
import { useSize } from '../../shared/ui/useWidth';
import type { Point } from '../model/plantModel';
import { plotOptions } from './plotOptions';
import type { TrendSeries } from './series';

interface TrendProps {
  point: Point;
  label: string;
  series: TrendSeries;
  /** Grows whenever the series has changed in place. */
  version: number;
  /** The window in seconds; undefined: as far as the samples reach. */
  window: { from: number; to: number } | undefined;
  decimals: number | undefined;
  onCursor: (index: number | undefined) => void;
  limitText: (limit: number) => string;
}

/** A trend on a canvas. Arrow keys move its cursor, Escape takes it away. */
export default function Trend({ point, label, series, version, window, decimals, onCursor, limitText }: TrendProps) {
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const plot = useRef<uPlot | undefined>(undefined);
  const current = useRef(series);
  const theme = useThemeVersion();
  useEffect(() => {
    current.current = series;
  }, [series]);

  useEffect(() => {
    if (!ref.current || width === 0 || height === 0) return;
    const made = new uPlot(
      plotOptions({ width, height, point, decimals, series: () => current.current, onCursor, limitText }),
      [current.current.times, current.current.values],
      ref.current,
    );
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = undefined;
    };
  }, [ref, width, height, point, decimals, theme, onCursor, limitText]);

  useEffect(() => {
    const drawn = plot.current;
    if (!drawn) return;
    drawn.batch(() => {
      drawn.setData([series.times, series.values], window === undefined);
      if (window) drawn.setScale('x', { min: window.from, max: window.to });
    });
  }, [series, version, window, width, height, theme]);

  const move = (step: number) => {
    const drawn = plot.current;
    if (!drawn || series.times.length === 0) return;
    const from = drawn.cursor.idx ?? series.times.length - 1;
    const index = Math.min(series.times.length - 1, Math.max(0, from + step));
    drawn.setCursor({ left: drawn.valToPos(series.times[index] ?? 0, 'x'), top: 10 });
  };
  return (
    <div
      className="trend"
      ref={ref}
      tabIndex={0}
      role="application"
      aria-label={label}
      onKeyDown={(event) => {
        const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -1e9, End: 1e9 };
        const step = steps[event.key];
        if (step !== undefined) {
          event.preventDefault();
          move(step);
        }
        if (event.key === 'Escape') plot.current?.setCursor({ left: -10, top: -10 });
      }}
    />
  );
}
