/** A run on a bar. */
export interface Segment {
  from: number;
  to: number;
  look: string;
  text: string;
  title: string;
}

/** A line of runs, read out as a whole. */
export function SegmentBar({ total, segments }: { total: number; segments: readonly Segment[] }) {
  return (
    <div
      className="segmentbar"
      role="img"
      aria-label={segments.map(({ title }) => title).join('; ')}
      style={{
        gridTemplateColumns: segments.map(({ from, to }) => `minmax(0, ${to - from}fr)`).join(' '),
        maxWidth: `${(100 * (segments.at(-1)?.to ?? 0)) / total}%`,
      }}>
      {segments.map(({ from, look, text, title }) => (
        <span key={from} className={`segment segment--${look}`} title={title}>
          {text}
        </span>
      ))}
    </div>
  );
}
