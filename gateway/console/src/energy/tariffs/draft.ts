import type { Message } from '../../shared/api/contract';

export type Tariff = Message<'energy.v1.Tariff'>;
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

/** Where a limit is from. */
export interface SourceDraft {
  standard: string;
  edition: string;
}

export interface PowerFactorDraft {
  decimals: string;
  steps: { powerFactor: string; adjustmentPercent: string }[];
  source: SourceDraft;
}

export interface RatioDraft {
  dearBand: Band;
  cheapBand: Band;
  minRatio: string;
  source: SourceDraft;
}

/** A version as it is typed: numbers are texts. */
export interface VersionDraft {
  effectiveDay: string;
  source: SourceDraft;
  seasons: { id: string; spans: { firstDay: string; lastDay: string }[] }[];
  dayTypes: { id: string; weekdays: Weekday[] }[];
  specialDays: { day: string; dayType: string }[];
  schedules: ScheduleDraft[];
  demandCharge: DemandDraft | undefined;
  powerFactorRule: PowerFactorDraft | undefined;
  surcharges: { displayName: string; pricePerKwh: string }[];
  ratioRules: RatioDraft[];
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
    source: sourceDraft(version.source),
    seasons: version.seasons,
    dayTypes: version.dayTypes,
    specialDays: version.specialDays,
    schedules: version.schedules.map((schedule) => ({
      ...schedule,
      periods: schedule.periods.map((period) => ({ ...period, pricePerKwh: String(period.pricePerKwh) })),
    })),
    demandCharge: version.demandCharge && demandDraft(version.demandCharge),
    powerFactorRule: version.powerFactorRule && {
      decimals: String(version.powerFactorRule.decimals),
      steps: version.powerFactorRule.steps.map(({ powerFactor, adjustmentPercent }) => ({
        powerFactor: String(powerFactor),
        adjustmentPercent: String(adjustmentPercent),
      })),
      source: sourceDraft(version.powerFactorRule.source),
    },
    surcharges: version.surcharges.map(({ displayName, pricePerKwh }) => ({ displayName, pricePerKwh: String(pricePerKwh) })),
    ratioRules: version.ratioRules.map(({ dearBand, cheapBand, minRatio, source }) => ({
      dearBand,
      cheapBand,
      minRatio: String(minRatio),
      source: sourceDraft(source),
    })),
  })),
});

const sourceDraft = (source: Partial<SourceDraft> | undefined): SourceDraft => ({
  standard: source?.standard ?? '',
  edition: source?.edition ?? '',
});

const demandDraft = (demand: Message<'energy.v1.DemandCharge'>): DemandDraft => ({
  basis: demand.basis,
  bands: [...demand.bands],
  ...numbers((name) => (demand[name] === 0 ? '' : String(demand[name]))),
});

const numbers = (make: (name: (typeof DEMAND_NUMBERS)[number]) => string) =>
  Object.fromEntries(DEMAND_NUMBERS.map((name) => [name, make(name)])) as Record<(typeof DEMAND_NUMBERS)[number], string>;

export const newPowerFactor = (): PowerFactorDraft => ({
  decimals: '2',
  steps: [{ powerFactor: '0', adjustmentPercent: '' }],
  source: sourceDraft(undefined),
});

export const newRatio = (): RatioDraft => ({
  dearBand: 'TARIFF_BAND_PEAK',
  cheapBand: 'TARIFF_BAND_VALLEY',
  minRatio: '',
  source: sourceDraft(undefined),
});

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
      source: sourceDraft(undefined),
      seasons: [{ id: 'year', spans: [{ firstDay: '01-01', lastDay: '12-31' }] }],
      dayTypes: [{ id: 'day', weekdays: [...WEEKDAYS] }],
      specialDays: [],
      schedules: [{ season: 'year', dayTypes: ['day'], periods: [{ ...newPeriod(), start: '00:00', end: '24:00' }] }],
      demandCharge: undefined,
      powerFactorRule: undefined,
      surcharges: [],
      ratioRules: [],
    },
  ],
});

export const newPeriod = (): PeriodDraft => ({ start: '', end: '', band: 'TARIFF_BAND_FLAT', pricePerKwh: '' });
