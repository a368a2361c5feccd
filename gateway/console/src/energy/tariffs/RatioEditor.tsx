import type { TextKey } from '../../shared/i18n/catalog';
import { useText } from '../../shared/i18n/useText';
import { replaced } from './changeVersion';
import { BANDS, newRatio, type RatioDraft } from './draft';
import { Add, Cell, Choice, Remove, Section, SectionFault, SourceCells } from './inputs';
import type { PartProps } from './SeasonsEditor';

/** Which ratios between bands a regulator asks for. */
export function RatioEditor({ version, at, onChange }: PartProps) {
  const t = useText();
  const bands = BANDS.map((value) => ({ value, text: t(`band.${value.slice('TARIFF_BAND_'.length).toLowerCase()}` as TextKey) }));
  const set = (index: number, next: RatioDraft | undefined) =>
    onChange((old) => ({ ...old, ratioRules: replaced(old.ratioRules, index, next) }));
  return (
    <Section title={t('tariff.ratios')}>
      {version.ratioRules.map((rule, i) => {
        const field = `${at}.ratioRules[${i}]`;
        return (
          <div key={i} className="tariffitem">
            <Choice
              field={`${field}.dearBand`}
              label={t('tariff.dearBand')}
              value={rule.dearBand}
              options={bands}
              onChange={(dearBand) => set(i, { ...rule, dearBand })}
            />
            <Choice
              field={`${field}.cheapBand`}
              label={t('tariff.cheapBand')}
              value={rule.cheapBand}
              options={bands}
              onChange={(cheapBand) => set(i, { ...rule, cheapBand })}
            />
            <Cell
              field={`${field}.minRatio`}
              label={t('tariff.minRatio')}
              width="130px"
              placeholder="3"
              value={rule.minRatio}
              onChange={(minRatio) => set(i, { ...rule, minRatio })}
            />
            <SourceCells field={`${field}.source`} source={rule.source} onChange={(source) => set(i, { ...rule, source })} />
            <Remove what={t('tariff.ratio')} onClick={() => set(i, undefined)} />
            <SectionFault field={field} />
          </div>
        );
      })}
      <SectionFault field={`${at}.ratioRules`} />
      <Add
        text={t('tariff.ratio')}
        onClick={() => onChange((old) => ({ ...old, ratioRules: [...old.ratioRules, newRatio()] }))}
      />
    </Section>
  );
}
