import { idOf } from '../shared/api/values';

/** Service and letter of "directory/services/{service}/deadLetters/{letter}". */
export function partsOf(name: string): { service: string; letter: string } {
  return { service: name.split('/')[2] ?? '', letter: idOf(name) };
}
