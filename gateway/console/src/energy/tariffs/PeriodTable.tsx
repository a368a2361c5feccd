import type { TextKey } from '../../shared/i18n/catalog';
import { useText } from '../../shared/i18n/useText';
import { replaced } from './changeVersion';
import { BANDS, newPeriod, type PeriodDraft } from './draft';
import { Add, Cell, Choice, Remove, SectionFault } from './inputs';

interface PeriodTableProps {
  periods: readonly PeriodDraft[];
  at: string;
  currency: string;
  onChange: (periods: PeriodDraft[]) => void;
}

/** The periods of a day: from, to, band, price. */
export function PeriodTable({ periods, at, currency, onChange }: PeriodTableProps) {
  const t = useText();
  const bands = BANDS.map((value) => ({ value, text: t(`band.${value.slice('TARIFF_BAND_'.length).toLowerCase()}` as TextKey) }));
  return (
    <>
      <table className="table periods">
        <thead>
          <tr>
            <th scope="col">{t('tariff.from')}</th>
            <th scope="col">{t('tariff.to')}</th>
            <th scope="col">{t('tariff.band')}</th>
            <th scope="col">{t('tariff.price', { currency })}</th>
            <th aria-label={t('order.actions')} />
          </tr>
        </thead>
        <tbody>
          {periods.map((period, j) => {
            const set = (next: PeriodDraft | undefined) => onChange(replaced(periods, j, next));
            const cell = (name: 'start' | 'end' | 'pricePerKwh', label: string, placeholder: string) => (
              <Cell
                bare
                field={`${at}[${j}].${name}`}
                label={`${label} ${j + 1}`}
                placeholder={placeholder}
                value={period[name]}
                onChange={(value) => set({ ...period, [name]: value })}
              />
            );
            return (
              <tr key={j}>
                <td>{cell('start', t('tariff.from'), '22:00')}</td>
                <td>{cell('end', t('tariff.to'), '06:00')}</td>
                <td>
                  <Choice
                    bare
                    field={`${at}[${j}].band`}
                    label={`${t('tariff.band')} ${j + 1}`}
                    value={period.band}
                    options={bands}
                    onChange={(band) => set({ ...period, band })}
                  />
                </td>
                <td>{cell('pricePerKwh', t('tariff.price', { currency }), '0.62')}</td>
                <td>
                  <Remove what={`${period.start}–${period.end}`} onClick={() => set(undefined)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <SectionFault field={at} />
      <Add
        text={t('tariff.addPeriod')}
        onClick={() => onChange([...periods, { ...newPeriod(), start: periods.at(-1)?.end ?? '00:00', end: '24:00' }])}
      />
    </>
  );
}
