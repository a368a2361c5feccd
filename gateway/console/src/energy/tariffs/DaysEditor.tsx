import type { TextKey } from '../../shared/i18n/catalog';
import { useText } from '../../shared/i18n/useText';
import { renameDayType, replaced } from './changeVersion';
import { WEEKDAYS } from './draft';
import { Add, Cell, Choice, Remove, Section, SectionFault, Ticks } from './inputs';
import type { PartProps } from './SeasonsEditor';

/** The kinds of days: by the day of the week, and single days that differ. */
export function DaysEditor({ version, at, onChange }: PartProps) {
  const t = useText();
  const weekdays = WEEKDAYS.map((value) => ({
    value,
    text: t(`weekday.${value.slice('WEEKDAY_'.length).toLowerCase()}` as TextKey),
  }));
  const types = version.dayTypes.map(({ id }) => ({ value: id, text: id }));
  return (
    <Section title={t('tariff.dayTypes')}>
      <div className="stack">
        {version.dayTypes.map((type, i) => (
          <div key={i} className="tariffitem">
            <Cell
              field={`${at}.dayTypes[${i}].id`}
              label={t('tariff.dayType')}
              width="130px"
              value={type.id}
              onChange={(id) => onChange(renameDayType(i, id))}
            />
            <Ticks
              field={`${at}.dayTypes[${i}].weekdays`}
              label={t('tariff.weekdays')}
              values={type.weekdays}
              options={weekdays}
              onChange={(next) =>
                onChange((old) => ({ ...old, dayTypes: replaced(old.dayTypes, i, { ...type, weekdays: next }) }))
              }
            />
            <Remove
              what={type.id}
              onClick={() => onChange((old) => ({ ...old, dayTypes: replaced(old.dayTypes, i, undefined) }))}
            />
          </div>
        ))}
        <SectionFault field={`${at}.dayTypes`} items={version.dayTypes.length} />
        <Add
          text={t('tariff.addDayType')}
          onClick={() => onChange((old) => ({ ...old, dayTypes: [...old.dayTypes, { id: '', weekdays: [] }] }))}
        />
        {version.specialDays.map((special, i) => {
          const set = (next: typeof special | undefined) =>
            onChange((old) => ({ ...old, specialDays: replaced(old.specialDays, i, next) }));
          return (
            <div key={i} className="tariffitem">
              <Cell
                field={`${at}.specialDays[${i}].day`}
                label={t('tariff.specialDay')}
                width="130px"
                placeholder="2026-10-01"
                value={special.day}
                onChange={(day) => set({ ...special, day })}
              />
              <Choice
                field={`${at}.specialDays[${i}].dayType`}
                label={t('tariff.dayType')}
                value={special.dayType}
                options={types}
                onChange={(dayType) => set({ ...special, dayType })}
              />
              <Remove what={special.day} onClick={() => set(undefined)} />
            </div>
          );
        })}
        <Add
          text={t('tariff.addSpecialDay')}
          onClick={() =>
            onChange((old) => ({ ...old, specialDays: [...old.specialDays, { day: '', dayType: types[0]?.value ?? '' }] }))
          }
        />
      </div>
    </Section>
  );
}
