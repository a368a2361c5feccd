import type { TextKey } from '../../shared/i18n/catalog';
import { useText } from '../../shared/i18n/useText';
import { clockOf, coverOf, DAY, periodStretches, type Cover } from './coverage';
import type { ScheduleDraft, VersionDraft } from './draft';
import { SegmentBar, type Segment } from './SegmentBar';

const bandName = (band: string) => band.slice('TARIFF_BAND_'.length).toLowerCase();

/** A day of every season and day type: band and price of each hour; hours without a price, and with two, stand out. */
export function DayGrid({ version }: { version: VersionDraft }) {
  const t = useText();
  const rows = version.seasons.flatMap(({ id: season }) =>
    version.dayTypes.map(({ id: dayType }) => ({
      key: `${season} · ${dayType}`,
      schedule: version.schedules.find((one) => one.season === season && one.dayTypes.includes(dayType)),
    })),
  );
  const segment = ({ periods }: ScheduleDraft, { from, to, owners }: Cover): Segment => {
    const span = `${clockOf(from)}–${clockOf(to)}`;
    if (owners.length === 0) return { from, to, look: 'gap', text: '?', title: `${span}: ${t('tariff.gap')}` };
    if (owners.length > 1) return { from, to, look: 'overlap', text: '!', title: `${span}: ${t('tariff.overlap')}` };
    const period = periods[owners[0] ?? 0]!;
    const band = t(`band.${bandName(period.band)}` as TextKey);
    return { from, to, look: bandName(period.band), text: period.pricePerKwh, title: `${span}: ${band} ${period.pricePerKwh}` };
  };
  const whole: Cover = { from: 0, to: DAY, owners: [] };
  return (
    <div className="timegrid timegrid--day" data-testid="day-grid">
      {rows.map(({ key, schedule }) => (
        <div key={key} className="timegrid__row">
          <span className="timegrid__head">{key}</span>
          <SegmentBar
            total={DAY}
            segments={
              schedule
                ? coverOf(
                    DAY,
                    schedule.periods.flatMap(({ start, end }, i) => periodStretches(start, end, i)),
                  ).map((cover) => segment(schedule, cover))
                : [segment({ season: '', dayTypes: [], periods: [] }, whole)]
            }
          />
        </div>
      ))}
      <div className="timegrid__row" aria-hidden="true">
        <span className="timegrid__head" />
        <span className="timegrid__hours">
          {[0, 6, 12, 18, 24].map((hour) => (
            <span key={hour}>{String(hour).padStart(2, '0')}</span>
          ))}
        </span>
      </div>
      <p className="timegrid__legend">
        {['sharp_peak', 'peak', 'flat', 'valley', 'deep_valley'].map((band) => (
          <span key={band}>
            <span className={`segment segment--${band}`} aria-hidden="true" /> {t(`band.${band}` as TextKey)}
          </span>
        ))}
        <span>
          <span className="segment segment--gap" aria-hidden="true">
            ?
          </span>{' '}
          {t('tariff.gap')}
        </span>
        <span>
          <span className="segment segment--overlap" aria-hidden="true">
            !
          </span>{' '}
          {t('tariff.overlap')}
        </span>
      </p>
    </div>
  );
}
