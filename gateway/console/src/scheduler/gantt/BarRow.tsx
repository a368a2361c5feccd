import { useRef, useState, type KeyboardEvent } from 'react';
import { useText } from '../../shared/i18n/useText';
import { barLabel } from './barText';
import { GUTTER, type Bar, type RowGeometry } from './ganttGeometry';

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/** The bars of one schedule: one stop of the Tab key, arrow keys within. */
export function BarRow({
  row,
  currency,
  onChoose,
}: {
  row: RowGeometry;
  currency: string;
  onChoose: (bar: Bar | undefined) => void;
}) {
  const t = useText();
  const group = useRef<SVGGElement>(null);
  const [active, setActive] = useState(0);
  const last = row.bars.length - 1;
  const stop = Math.min(active, last);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(last, stop + step));
    setActive(next);
    group.current?.querySelectorAll<SVGGElement>('.gantt__bar')[next]?.focus();
  };
  return (
    <g className={`gantt__bars gantt__bars--${row.look}`} ref={group} role="group" aria-label={row.title} onKeyDown={onKeyDown}>
      <text className="gantt__label" x={GUTTER} y={row.top - 7} data-testid={`gantt-row-${row.key}`}>
        {row.title} <tspan className="gantt__unit">{row.note}</tspan>
      </text>
      {row.bars.map((bar, i) => (
        <g
          key={bar.key}
          className={bar.event.parts === 0 ? 'gantt__bar gantt__bar--idle' : 'gantt__bar'}
          tabIndex={i === stop ? 0 : -1}
          role="img"
          aria-label={`${row.title}: ${barLabel(bar, currency, t)}`}
          onMouseEnter={() => onChoose(bar)}
          onMouseLeave={() => onChoose(undefined)}
          onFocus={() => {
            setActive(i);
            onChoose(bar);
          }}
          onBlur={() => onChoose(undefined)}>
          <rect x={bar.x} y={bar.y} width={bar.width} height={bar.height} rx={2} />
          {bar.event.parts > 0 && bar.width >= 16 && (
            <text x={bar.x + bar.width / 2} y={bar.y + bar.height / 2 + 5} textAnchor="middle">
              {bar.event.parts}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}
