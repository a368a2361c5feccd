import { languages, type Language } from './catalog';

const KEY = 'factorytwin.language';

/** The language chosen before, or else the browser's. */
export function storedLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  return languages.find((language) => language === chosen) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
}

export const storeLanguage = (language: Language): void => localStorage.setItem(KEY, language);
