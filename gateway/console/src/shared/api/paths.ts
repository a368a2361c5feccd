import { Problem } from './problem';

/**
 * Fills a path's {variables}. A segment that is empty, "." or ".." would name another path than the contract's; nothing has
 * such a name, which is what the server would say of any other name that is not there.
 */
export function fillPath(path: string, variables: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = variables[name];
    if (value === undefined || value === null) return whole;
    const text = String(value);
    if (text === '' || text === '.' || text === '..') throw new Problem(404, 'NOT_FOUND', `Nothing is named "${text}".`);
    return encodeURIComponent(text);
  });
}
