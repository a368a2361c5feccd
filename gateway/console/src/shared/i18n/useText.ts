import { createContext, useCallback, useContext } from 'react';
import { formatSpan } from '../format/time';
import { translate, type Language, type TextKey } from './catalog';

export interface LanguageChoice {
  language: Language;
  setLanguage: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ language: 'en', setLanguage: () => undefined });

export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** The texts of the chosen language. */
export function useText(): Translate {
  const { language } = useContext(LanguageContext);
  return useCallback((key, values) => translate(language, key, values), [language]);
}

/** A span of milliseconds in the chosen language: "7 s", "2 h 10 min". */
export function useSpan(): (ms: number) => string {
  const t = useText();
  return useCallback((ms) => formatSpan(ms, (unit) => t(`span.${unit}`)), [t]);
}
