import { useText } from '../../shared/i18n/useText';
import { replaced } from './changeVersion';
import { Add, Cell, Remove, Section, SectionFault } from './inputs';
import type { PartProps } from './SeasonsEditor';

/** What is added to every kilowatt-hour. */
export function SurchargesEditor({ version, at, currency, onChange }: PartProps & { currency: string }) {
  const t = useText();
  type Surcharge = (typeof version.surcharges)[number];
  const set = (index: number, next: Surcharge | undefined) =>
    onChange((old) => ({ ...old, surcharges: replaced(old.surcharges, index, next) }));
  return (
    <Section title={t('tariff.surcharges')}>
      {version.surcharges.map((surcharge, i) => {
        const field = `${at}.surcharges[${i}]`;
        return (
          <div key={i} className="tariffitem">
            <Cell
              field={`${field}.displayName`}
              label={t('tariff.surcharge')}
              width="240px"
              value={surcharge.displayName}
              onChange={(displayName) => set(i, { ...surcharge, displayName })}
            />
            <Cell
              field={`${field}.pricePerKwh`}
              label={t('tariff.price', { currency })}
              width="130px"
              placeholder="0.02"
              value={surcharge.pricePerKwh}
              onChange={(pricePerKwh) => set(i, { ...surcharge, pricePerKwh })}
            />
            <Remove what={surcharge.displayName || t('tariff.surcharge')} onClick={() => set(i, undefined)} />
            <SectionFault field={field} />
          </div>
        );
      })}
      <SectionFault field={`${at}.surcharges`} />
      <Add
        text={t('tariff.surcharge')}
        onClick={() => onChange((old) => ({ ...old, surcharges: [...old.surcharges, { displayName: '', pricePerKwh: '' }] }))}
      />
    </Section>
  );
}
