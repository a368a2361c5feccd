import { useText } from '../../shared/i18n/useText';
import { monthsOf, spanStretches, type Cover } from './coverage';
import type { VersionDraft } from './draft';
import { SegmentBar, type Segment } from './SegmentBar';

/** The year, a line a month: which season each day lies in; days in none, and in two, stand out. */
export function YearGrid({ seasons }: { seasons: VersionDraft['seasons'] }) {
  const t = useText();
  const months = monthsOf(
    seasons.flatMap(({ spans }, i) => spans.flatMap(({ firstDay, lastDay }) => spanStretches(firstDay, lastDay, i))),
  );
  const segment = (month: number, { from, to, owners }: Cover): Segment => {
    const names = owners.map((owner) => seasons[owner]?.id ?? '').join(' + ');
    const two = (n: number) => String(n).padStart(2, '0');
    const days = `${two(month + 1)}-${two(from + 1)}–${two(month + 1)}-${two(to)}`;
    if (owners.length === 0) return { from, to, look: 'gap', text: '?', title: `${days}: ${t('tariff.gap')}` };
    if (owners.length > 1)
      return { from, to, look: 'overlap', text: `! ${names}`, title: `${days}: ${t('tariff.overlap')} ${names}` };
    return { from, to, look: `season${(owners[0] ?? 0) % 4}`, text: names, title: `${days}: ${names}` };
  };
  return (
    <div className="timegrid" data-testid="year-grid">
      {months.map((covers, month) => (
        <div key={month} className="timegrid__row">
          <span className="timegrid__head">{String(month + 1).padStart(2, '0')}</span>
          <SegmentBar total={31} segments={covers.map((cover) => segment(month, cover))} />
        </div>
      ))}
    </div>
  );
}
