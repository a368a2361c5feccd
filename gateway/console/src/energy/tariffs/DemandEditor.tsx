import type { TextKey } from '../../shared/i18n/catalog';
import { useText } from '../../shared/i18n/useText';
import { BANDS, BASES, DEMAND_NUMBERS, newDemand, type DemandDraft } from './draft';
import { Add, Cell, Choice, Remove, Section, SectionFault, Ticks } from './inputs';
import type { PartProps } from './SeasonsEditor';

/** Which numbers count with which basis. */
const ONLY: Partial<Record<(typeof DEMAND_NUMBERS)[number], DemandDraft['basis']>> = {
  contractKw: 'DEMAND_BASIS_CONTRACT',
  excessThresholdPercent: 'DEMAND_BASIS_CONTRACT',
  excessMultiplier: 'DEMAND_BASIS_CONTRACT',
  capacityKva: 'DEMAND_BASIS_CAPACITY',
};

/** What power costs by the month. */
export function DemandEditor({ version, at, currency, onChange }: PartProps & { currency: string }) {
  const t = useText();
  const demand = version.demandCharge;
  const set = (next: DemandDraft | undefined) => onChange((old) => ({ ...old, demandCharge: next }));
  const field = `${at}.demandCharge`;
  return (
    <Section title={t('tariff.demand')}>
      {demand ? (
        <>
          <div className="tariffitem">
            <Choice
              field={`${field}.basis`}
              label={t('tariff.basis')}
              value={demand.basis}
              options={BASES.map((value) => ({
                value,
                text: t(`basis.${value.slice('DEMAND_BASIS_'.length).toLowerCase()}` as TextKey),
              }))}
              onChange={(basis) => set({ ...demand, basis })}
            />
            {DEMAND_NUMBERS.filter((name) => (ONLY[name] ?? demand.basis) === demand.basis).map((name) => (
              <Cell
                key={name}
                field={`${field}.${name}`}
                label={t(`tariff.${name}`, { currency })}
                width="150px"
                value={demand[name]}
                onChange={(value) => set({ ...demand, [name]: value })}
              />
            ))}
            <Remove what={t('tariff.demand')} onClick={() => set(undefined)} />
          </div>
          <Ticks
            field={`${field}.bands`}
            label={t('tariff.demandBands')}
            values={demand.bands}
            options={BANDS.map((value) => ({
              value,
              text: t(`band.${value.slice('TARIFF_BAND_'.length).toLowerCase()}` as TextKey),
            }))}
            onChange={(bands) => set({ ...demand, bands })}
          />
          <SectionFault field={field} />
        </>
      ) : (
        <Add text={t('tariff.addDemand')} onClick={() => set(newDemand())} />
      )}
    </Section>
  );
}
