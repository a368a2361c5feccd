import { describe, expect, it } from 'vitest';
import { catalog, languages, translate, type TextKey } from '../src/shared/i18n/catalog';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const keys = Object.keys(catalog) as TextKey[];

describe('texts', () => {
  it('are written in both languages with the same placeholders', () => {
    const faulty = keys.filter((key) => {
      const [english, chinese] = catalog[key];
      return english.trim() === '' || chinese.trim() === '' || String(placeholders(english)) !== String(placeholders(chinese));
    });
    expect(faulty).toEqual([]);
    expect(keys.length).toBeGreaterThan(300);
  });

  it('has no key twice among the services', async () => {
    const tables = await Promise.all(
      Object.values(import.meta.glob<Record<string, object>>('../src/shared/i18n/texts/*.ts')).map((load) => load()),
    );
    const all = tables.flatMap((table) => Object.values(table).flatMap(Object.keys));
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(keys.length);
  });

  it('fills placeholders and leaves unknown ones in sight', () => {
    expect(translate('en', 'schedule.due', { n: 6, time: '14:00' })).toBe('6 by 14:00');
    expect(translate('zh', 'schedule.due', { n: 6 })).toContain('{time}');
    expect(languages).toEqual(['en', 'zh']);
  });
});
