import type { Message, Sent } from '../../shared/api/contract';

export type Tariff = Message<'energy.v1.Tariff'>;
export type TariffVersion = Message<'energy.v1.TariffVersion'>;
export type Band = Message<'energy.v1.TariffBand'>;
export type Weekday = Message<'energy.v1.Weekday'>;
export type Basis = Message<'energy.v1.DemandBasis'>;

export const BANDS = ['SHARP_PEAK', 'PEAK', 'FLAT', 'VALLEY', 'DEEP_VALLEY'].map((name) => `TARIFF_BAND_${name}` as Band);
export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'].map(
  (name) => `WEEKDAY_${name}` as Weekday,
);
export const BASES = ['ACTUAL', 'CONTRACT', 'CAPACITY'].map((name) => `DEMAND_BASIS_${name}` as Basis);

export interface PeriodDraft {
  start: string;
  end: string;
  band: Band;
  pricePerKwh: string;
}

export interface ScheduleDraft {
  season: string;
  dayTypes: string[];
  periods: PeriodDraft[];
}

export interface DemandDraft {
  basis: Basis;
  bands: Band[];
  pricePerKw: string;
  windowMinutes: string;
  contractKw: string;
  excessThresholdPercent: string;
  excessMultiplier: string;
  capacityKva: string;
}

/** A version as it is typed: numbers are texts. What the editor has no field for stays as it is in `rest`. */
export interface VersionDraft {
  effectiveDay: string;
  seasons: { id: string; spans: { firstDay: string; lastDay: string }[] }[];
  dayTypes: { id: string; weekdays: Weekday[] }[];
  specialDays: { day: string; dayType: string }[];
  schedules: ScheduleDraft[];
  demandCharge: DemandDraft | undefined;
  rest: Sent<TariffVersion>;
}

export interface TariffDraft {
  displayName: string;
  currency: string;
  carrier: string;
  timeZone: string;
  versions: VersionDraft[];
}

export const DEMAND_NUMBERS = [
  'pricePerKw',
  'windowMinutes',
  'contractKw',
  'excessThresholdPercent',
  'excessMultiplier',
  'capacityKva',
] as const;

export const draftOf = (tariff: Tariff): TariffDraft => ({
  displayName: tariff.displayName,
  currency: tariff.currency,
  carrier: tariff.carrier,
  timeZone: tariff.timeZone,
  versions: tariff.versions.map((version) => ({
    effectiveDay: version.effectiveDay,
    seasons: version.seasons,
    dayTypes: version.dayTypes,
    specialDays: version.specialDays,
    schedules: version.schedules.map((schedule) => ({
      ...schedule,
      periods: schedule.periods.map((period) => ({ ...period, pricePerKwh: String(period.pricePerKwh) })),
    })),
    demandCharge: version.demandCharge && demandDraft(version.demandCharge),
    rest: version,
  })),
});

const demandDraft = (demand: Message<'energy.v1.DemandCharge'>): DemandDraft => ({
  basis: demand.basis,
  bands: [...demand.bands],
  ...numbers((name) => (demand[name] === 0 ? '' : String(demand[name]))),
});

const numbers = (make: (name: (typeof DEMAND_NUMBERS)[number]) => string) =>
  Object.fromEntries(DEMAND_NUMBERS.map((name) => [name, make(name)])) as Record<(typeof DEMAND_NUMBERS)[number], string>;

export const newDemand = (): DemandDraft => ({ basis: 'DEMAND_BASIS_ACTUAL', bands: [], ...numbers(() => '') });

/** One price at all times: the least that is a tariff. */
export const newTariff = (today: string): TariffDraft => ({
  displayName: '',
  currency: '',
  carrier: 'electricity',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  versions: [
    {
      effectiveDay: today,
      seasons: [{ id: 'year', spans: [{ firstDay: '01-01', lastDay: '12-31' }] }],
      dayTypes: [{ id: 'day', weekdays: [...WEEKDAYS] }],
      specialDays: [],
      schedules: [{ season: 'year', dayTypes: ['day'], periods: [{ ...newPeriod(), start: '00:00', end: '24:00' }] }],
      demandCharge: undefined,
      rest: {},
    },
  ],
});

export const newPeriod = (): PeriodDraft => ({ start: '', end: '', band: 'TARIFF_BAND_FLAT', pricePerKwh: '' });
