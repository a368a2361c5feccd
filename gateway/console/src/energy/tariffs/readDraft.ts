import type { Sent } from '../../shared/api/contract';
import type { TextKey } from '../../shared/i18n/catalog';
import { DEMAND_NUMBERS, type DemandDraft, type SourceDraft, type Tariff, type TariffDraft, type VersionDraft } from './draft';

/** What is wrong, by the field's name as the contract has it: "versions[0].schedules[1].periods[2].pricePerKwh". */
export type DraftFaults = ReadonlyMap<string, TextKey>;

/** The tariff as the server takes it. Only what cannot be sent is a fault here: numbers that are none. The server judges the rest. */
export function readDraft(draft: TariffDraft): { tariff: Sent<Tariff> } | { faults: DraftFaults } {
  const faults = new Map<string, TextKey>();
  const number = (text: string, field: string, required: boolean): number => {
    if (text.trim() === '' && !required) return 0;
    const value = text.trim() === '' ? NaN : Number(text.replace(',', '.'));
    if (!Number.isFinite(value)) faults.set(field, 'tariff.fault.number');
    return value;
  };
  const version = (one: VersionDraft, at: string): Sent<Tariff['versions'][number]> => ({
    effectiveDay: one.effectiveDay.trim(),
    source: source(one.source),
    seasons: one.seasons,
    dayTypes: one.dayTypes,
    specialDays: one.specialDays,
    schedules: one.schedules.map((schedule, i) => ({
      ...schedule,
      periods: schedule.periods.map((period, j) => ({
        ...period,
        start: period.start.trim(),
        end: period.end.trim(),
        pricePerKwh: number(period.pricePerKwh, `${at}.schedules[${i}].periods[${j}].pricePerKwh`, true),
      })),
    })),
    demandCharge: one.demandCharge && demand(one.demandCharge, `${at}.demandCharge`),
    powerFactorRule: one.powerFactorRule && {
      decimals: number(one.powerFactorRule.decimals, `${at}.powerFactorRule.decimals`, false),
      steps: one.powerFactorRule.steps.map((step, i) => ({
        powerFactor: number(step.powerFactor, `${at}.powerFactorRule.steps[${i}].powerFactor`, true),
        adjustmentPercent: number(step.adjustmentPercent, `${at}.powerFactorRule.steps[${i}].adjustmentPercent`, true),
      })),
      source: source(one.powerFactorRule.source),
    },
    surcharges: one.surcharges.map((surcharge, i) => ({
      displayName: surcharge.displayName.trim(),
      pricePerKwh: number(surcharge.pricePerKwh, `${at}.surcharges[${i}].pricePerKwh`, true),
    })),
    ratioRules: one.ratioRules.map((rule, i) => ({
      dearBand: rule.dearBand,
      cheapBand: rule.cheapBand,
      minRatio: number(rule.minRatio, `${at}.ratioRules[${i}].minRatio`, true),
      source: source(rule.source),
    })),
  });
  const source = ({ standard, edition }: SourceDraft) =>
    standard.trim() || edition.trim() ? { standard: standard.trim(), edition: edition.trim() } : undefined;
  const demand = (one: DemandDraft, at: string) => ({
    basis: one.basis,
    bands: one.bands,
    ...Object.fromEntries(DEMAND_NUMBERS.map((name) => [name, number(one[name], `${at}.${name}`, name === 'pricePerKw')])),
  });
  const tariff = {
    displayName: draft.displayName.trim(),
    currency: draft.currency.trim(),
    carrier: draft.carrier.trim(),
    timeZone: draft.timeZone.trim(),
    versions: draft.versions.map((one, i) => version(one, `versions[${i}]`)),
  };
  return faults.size > 0 ? { faults } : { tariff };
}
