const SHOWN: Readonly<Record<string, string>> = {
  degC: '°C',
  Celsius: '°C',
  degF: '°F',
  deg: '°',
  ohm: 'Ω',
  um: 'µm',
  '1': '',
  none: '',
  count: '',
  bool: '',
};

/** The unit as people write it: "degC" -> "°C", "m3/h" -> "m³/h", "kg/m2" -> "kg/m²". */
export function formatUnit(unit: string): string {
  const known = SHOWN[unit];
  if (known !== undefined) return known;
  return unit
    .split(/([/*·. ])/)
    .map((part) =>
      SHOWN[part] !== undefined && part !== '1'
        ? SHOWN[part]
        : part.replace(/^(\p{L}*m)([23])$/u, (_, base: string, power: string) => base + (power === '2' ? '²' : '³')),
    )
    .join('');
}
