import { formatNumber } from '../../shared/format/number';
import { formatMinute } from '../../shared/format/time';
import { formatUnit } from '../../shared/format/unit';
import { useText } from '../../shared/i18n/useText';
import { StandingMark } from './StandingMark';
import { standingOf, type IntervalRow } from './verdict';

interface BalanceTableProps {
  rows: readonly IntervalRow[];
  unit: string;
  /** Start of the interval that is picked. */
  picked: number | undefined;
  onPick: (row: IntervalRow) => void;
}

const HEADS = ['input', 'output', 'storage', 'losses', 'imbalance', 'share', 'covered'] as const;

/** Every interval of a node and carrier; one without data says so and shows no figures. */
export function BalanceTable({ rows, unit, picked, onPick }: BalanceTableProps) {
  const t = useText();
  return (
    <div className="tablebox balances__box">
      <table className="table" data-testid="balances">
        <thead>
          <tr>
            <th scope="col">{t('balance.interval')}</th>
            <th scope="col">{t('balance.verdict')}</th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="num">
                {t(`balance.${head}`)} {head === 'share' || head === 'covered' ? '%' : formatUnit(unit)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { balance } = row;
            const standing = standingOf(balance);
            return (
              <tr key={row.start} className={standing === 'unknown' ? 'balances__unknown' : ''}>
                <th scope="row">
                  <button type="button" className="button" aria-pressed={picked === row.start} onClick={() => onPick(row)}>
                    {formatMinute(row.start)}
                  </button>
                </th>
                <td>
                  <StandingMark standing={standing} />
                  {balance && balance.reasons.length > 0 && (
                    <small className="balances__why">{balance.reasons.join(' · ')}</small>
                  )}
                  {!balance && <small className="balances__why">{t('balance.noData')}</small>}
                </td>
                {balance && balance.coveredPercent > 0 ? (
                  <>
                    <td className="num">{formatNumber(balance.inputQuantity)}</td>
                    <td className="num">{formatNumber(balance.outputQuantity)}</td>
                    <td className="num">{formatNumber(balance.storageQuantity)}</td>
                    <td className="num">{formatNumber(balance.measuredLossQuantity + balance.knownLossQuantity)}</td>
                    <td className="num">
                      {optional(balance.imbalanceQuantity)}
                      {balance.uncertaintyQuantity !== undefined && (
                        <small className="balances__why">± {formatNumber(balance.uncertaintyQuantity)}</small>
                      )}
                    </td>
                    <td className="num">
                      {optional(balance.imbalancePercent, 2)}
                      {balance.thresholdPercent !== undefined && (
                        <small className="balances__why" title={balance.thresholdSource?.standard}>
                          ≤ {formatNumber(balance.thresholdPercent, 2)}
                        </small>
                      )}
                    </td>
                    <td className="num">{formatNumber(balance.coveredPercent, 0)}</td>
                  </>
                ) : (
                  HEADS.map((head) => (
                    <td key={head} className="num">
                      —
                    </td>
                  ))
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const optional = (value: number | undefined, decimals?: number) => (value === undefined ? '—' : formatNumber(value, decimals));
