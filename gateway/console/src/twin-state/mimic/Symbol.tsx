/** What an asset class is drawn as. */
type Shape = 'separator' | 'compressor' | 'pump' | 'exchanger' | 'tank' | 'furnace' | 'column' | 'generator' | 'valve' | 'box';

const WORDS: readonly (readonly [RegExp, Shape])[] = [
  [/compress|blower|fan/, 'compressor'],
  [/pump/, 'pump'],
  [/exchang|cooler|heater|condenser|reboiler/, 'exchanger'],
  [/tank|vessel|storage|drum|sphere/, 'tank'],
  [/furnace|oven|coating|kiln|boiler|fired/, 'furnace'],
  [/separat|knock|scrubber/, 'separator'],
  [/column|tower|stripper|absorber|reactor/, 'column'],
  [/power|electric|generator|motor|grid|transformer/, 'generator'],
  [/valve/, 'valve'],
];

export const shapeOf = (assetClass: string): Shape => WORDS.find(([word]) => word.test(assetClass.toLowerCase()))?.[1] ?? 'box';

const DRAWINGS: Readonly<Record<Exclude<Shape, 'tank'>, string>> = {
  separator: 'M10 9h28a9 9 0 0 1 0 18H10a9 9 0 0 1 0-18zM24 9v18',
  compressor: 'M24 4a14 14 0 1 1 0 28 14 14 0 0 1 0-28zM13 9.5l24 4.5M13 26.5l24-4.5',
  pump: 'M24 6a12 12 0 1 1 0 24 12 12 0 0 1 0-24zM24 6l12 12-12 12',
  exchanger: 'M24 4a14 14 0 1 1 0 28 14 14 0 0 1 0-28zM4 18h10l5-7 10 14 5-7h10',
  furnace: 'M10 32V14l8-8h12l8 8v18zM18 28c0-6 6-7 5-13 5 3 8 7 7 13',
  column: 'M16 8a8 5 0 0 1 16 0v20a8 5 0 0 1-16 0zM16 13h16M16 18h16M16 23h16',
  generator: 'M24 4a14 14 0 1 1 0 28 14 14 0 0 1 0-28zM16 18c3-8 5-8 8 0s5 8 8 0',
  valve: 'M8 9l32 18V9L8 27z',
  box: 'M8 6h32v24H8z',
};

/** The symbol of an equipment in greys; a vessel shows how full it is. `fill` is 0..1, undefined where it is not known. */
export function EquipmentSymbol({ assetClass, fill }: { assetClass: string; fill?: number | undefined }) {
  const shape = shapeOf(assetClass);
  return (
    <svg className="symbol" width="48" height="36" viewBox="0 0 48 36" aria-hidden="true" focusable="false">
      {shape === 'tank' ? <Tank fill={fill} /> : <path d={DRAWINGS[shape]} />}
    </svg>
  );
}

function Tank({ fill }: { fill?: number | undefined }) {
  const height = 24 * Math.min(1, Math.max(0, fill ?? 0));
  return (
    <>
      <path d="M12 7q12-6 24 0v25H12z" />
      {fill !== undefined && <rect className="symbol__fill" x="12.8" y={31.2 - height} width="22.4" height={height} />}
    </>
  );
}
