const formats = new Map<string, Intl.NumberFormat>();

function format(decimals: number, grouping: boolean): Intl.NumberFormat {
  const key = `${decimals}${grouping}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: grouping,
    });
    formats.set(key, found);
  }
  return found;
}

/** Digits after the point that a value of this span needs: about a thousandth of the span can be read. */
export function decimalsForSpan(span: number): number {
  if (!Number.isFinite(span) || span <= 0) return 2;
  return Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(span) + 1e-9)));
}

/** Digits after the point that show four significant digits of a value whose range nobody stated. */
export function decimalsForValue(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || Number.isInteger(value)) return 0;
  if (magnitude >= 10_000) return 0;
  return Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(magnitude))));
}

/** A number as operators read it: fixed digits, grouped thousands, a true minus sign. */
export function formatNumber(value: number, decimals: number = decimalsForValue(value)): string {
  if (!Number.isFinite(value)) return '—';
  const text = format(decimals, Math.abs(value) >= 10_000).format(value);
  return text.replace(/^-(?=[0.,]*$)/, '').replace('-', '−');
}

/** Money in its ISO 4217 currency, with two digits. */
export function formatMoney(value: number, currency: string): string {
  const text = format(2, true).format(value).replace('-', '−');
  return currency === '' ? text : `${text} ${currency}`;
}

/** 1234567 -> "1.2 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}
