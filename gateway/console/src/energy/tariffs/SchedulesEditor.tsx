import { useText } from '../../shared/i18n/useText';
import { replaced } from './changeVersion';
import { DayGrid } from './DayGrid';
import { newPeriod } from './draft';
import { Add, Choice, Remove, Section, SectionFault, Ticks } from './inputs';
import { PeriodTable } from './PeriodTable';
import type { PartProps } from './SeasonsEditor';

/** What a day costs, by season and day type, beneath the days that it makes. */
export function SchedulesEditor({ version, at, currency, onChange }: PartProps & { currency: string }) {
  const t = useText();
  const seasons = version.seasons.map(({ id }) => ({ value: id, text: id }));
  const types = version.dayTypes.map(({ id }) => ({ value: id, text: id }));
  return (
    <Section title={t('tariff.schedules')}>
      <DayGrid version={version} />
      <SectionFault field={`${at}.schedules`} />
      <div className="schedules">
        {version.schedules.map((schedule, i) => {
          const field = `${at}.schedules[${i}]`;
          const set = (next: typeof schedule | undefined) =>
            onChange((old) => ({ ...old, schedules: replaced(old.schedules, i, next) }));
          return (
            <div key={i} className="schedules__one">
              <div className="tariffitem">
                <Choice
                  field={`${field}.season`}
                  label={t('tariff.season')}
                  value={schedule.season}
                  options={seasons}
                  onChange={(season) => set({ ...schedule, season })}
                />
                <Ticks
                  field={`${field}.dayTypes`}
                  label={t('tariff.dayTypes')}
                  values={schedule.dayTypes}
                  options={types}
                  onChange={(dayTypes) => set({ ...schedule, dayTypes })}
                />
                <Remove what={`${schedule.season} ${schedule.dayTypes.join(' ')}`} onClick={() => set(undefined)} />
              </div>
              <PeriodTable
                periods={schedule.periods}
                at={`${field}.periods`}
                currency={currency}
                onChange={(periods) => set({ ...schedule, periods })}
              />
            </div>
          );
        })}
      </div>
      <Add
        text={t('tariff.addSchedule')}
        onClick={() =>
          onChange((old) => ({
            ...old,
            schedules: [
              ...old.schedules,
              { season: seasons[0]?.value ?? '', dayTypes: [], periods: [{ ...newPeriod(), start: '00:00', end: '24:00' }] },
            ],
          }))
        }
      />
    </Section>
  );
}
