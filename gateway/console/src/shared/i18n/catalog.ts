import { balances } from './texts/balances';
import { baselines } from './texts/baselines';
import { directory } from './texts/directory';
import { energy } from './texts/energy';
import { events } from './texts/events';
import { failures } from './texts/failures';
import { forecast } from './texts/forecast';
import { ingestion } from './texts/ingestion';
import { scheduler } from './texts/scheduler';
import { shell } from './texts/shell';
import { tariffs } from './texts/tariffs';
import { twinState } from './texts/twinState';
import { virtualPlant } from './texts/virtualPlant';

/** Every text of the console. A key holds both languages side by side, so that neither can be left out. */
export const catalog = {
  ...shell,
  ...twinState,
  ...scheduler,
  ...failures,
  ...energy,
  ...tariffs,
  ...balances,
  ...baselines,
  ...forecast,
  ...ingestion,
  ...events,
  ...directory,
  ...virtualPlant,
} as const;

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];
export type TextKey = keyof typeof catalog;

/** The text of a key, with its {placeholders} filled. */
export function translate(language: Language, key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text: string = catalog[key][language === 'zh' ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
