import { useText } from '../../shared/i18n/useText';
import { replaced } from './changeVersion';
import { newPowerFactor, type PowerFactorDraft } from './draft';
import { Add, Cell, Remove, Section, SectionFault, SourceCells } from './inputs';
import type { PartProps } from './SeasonsEditor';

/** What a month's power factor adds to the bill, or takes off it. */
export function PowerFactorEditor({ version, at, onChange }: PartProps) {
  const t = useText();
  const rule = version.powerFactorRule;
  const field = `${at}.powerFactorRule`;
  const set = (next: PowerFactorDraft | undefined) => onChange((old) => ({ ...old, powerFactorRule: next }));
  if (!rule)
    return (
      <Section title={t('tariff.powerFactor')}>
        <Add text={t('tariff.powerFactor')} onClick={() => set(newPowerFactor())} />
      </Section>
    );
  return (
    <Section title={t('tariff.powerFactor')}>
      <div className="tariffitem">
        <Cell
          field={`${field}.decimals`}
          label={t('tariff.decimals')}
          width="130px"
          value={rule.decimals}
          onChange={(decimals) => set({ ...rule, decimals })}
        />
        <SourceCells field={`${field}.source`} source={rule.source} onChange={(source) => set({ ...rule, source })} />
        <Remove what={t('tariff.powerFactor')} onClick={() => set(undefined)} />
      </div>
      {rule.steps.map((step, i) => {
        const one = `${field}.steps[${i}]`;
        const setStep = (next: typeof step | undefined) => set({ ...rule, steps: replaced(rule.steps, i, next) });
        return (
          <div key={i} className="tariffitem">
            <Cell
              field={`${one}.powerFactor`}
              label={t('tariff.powerFactorFrom')}
              width="130px"
              placeholder="0.9"
              value={step.powerFactor}
              onChange={(powerFactor) => setStep({ ...step, powerFactor })}
            />
            <Cell
              field={`${one}.adjustmentPercent`}
              label={t('tariff.adjustmentPercent')}
              width="200px"
              placeholder="-0.75"
              value={step.adjustmentPercent}
              onChange={(adjustmentPercent) => setStep({ ...step, adjustmentPercent })}
            />
            <Remove what={t('tariff.powerFactorStep', { value: step.powerFactor || '—' })} onClick={() => setStep(undefined)} />
            <SectionFault field={one} />
          </div>
        );
      })}
      <SectionFault field={`${field}.steps`} />
      <SectionFault field={field} />
      <Add
        text={t('tariff.addStep')}
        onClick={() => set({ ...rule, steps: [...rule.steps, { powerFactor: '', adjustmentPercent: '' }] })}
      />
    </Section>
  );
}
