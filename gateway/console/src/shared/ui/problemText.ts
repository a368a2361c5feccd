import type { Problem } from '../api/problem';
import type { TextKey } from '../i18n/catalog';

/** What a person can do about a problem. */
export function nextStep(problem: Problem): TextKey {
  if (problem.code === 'NETWORK' || problem.code.startsWith('STREAM_')) return 'problem.network.next';
  if (problem.code === 'TIMEOUT') return 'problem.timeout.next';
  switch (problem.status) {
    case 400:
    case 422:
      return 'problem.invalid.next';
    case 401:
      return 'problem.unauthenticated.next';
    case 403:
      return 'problem.forbidden.next';
    case 404:
      return 'problem.notFound.next';
    case 409:
    case 412:
      return 'problem.conflict.next';
    case 429:
      return 'problem.busy.next';
    case 502:
    case 503:
    case 504:
      return 'problem.unavailable.next';
    default:
      return 'problem.other.next';
  }
}

/** What happened, in the console's own words where no answer came from the server. */
export const ownWords = (problem: Problem): TextKey | undefined =>
  problem.code === 'NETWORK' ? 'problem.network' : problem.code === 'TIMEOUT' ? 'problem.timeout' : undefined;
