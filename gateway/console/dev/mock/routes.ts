import type { Paths, Sent, StreamPath, Streamed } from '../../src/shared/api/contract';

/** A request as a handler sees it. */
export interface MockCall {
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: unknown;
}

/** Where a stream begins, and what it tells after every pause. */
export interface MockStream {
  first: () => unknown;
  next: () => unknown;
  everyMs: number;
}

interface MockRoute {
  verb: string;
  pattern: RegExp;
  answer: (call: MockCall) => unknown;
}

type Verb = 'get' | 'post' | 'patch';
type Answer<Path extends keyof Paths, V extends Verb> = Paths[Path] extends {
  [Key in V]: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Sent<Body>
  : never;

const routes: MockRoute[] = [];
const streams: { pattern: RegExp; stream: MockStream }[] = [];

/** "/v1/points/{point}:queryHistory" as the expression that its requests match. */
const patternOf = (path: string) =>
  new RegExp(
    `^${path.replace(/\{(\w+)\}|([.+?^$()[\]\\|])/g, (_, name, special) => (name ? `(?<${name}>[^/:]+)` : `\\${special}`))}$`,
  );

/** Answers a path of the contract. */
export function on<Path extends keyof Paths & string, V extends Verb>(
  verb: V,
  path: Path,
  answer: (call: MockCall) => Answer<Path, V>,
): void {
  routes.push({ verb: verb.toUpperCase(), pattern: patternOf(path), answer });
}

/** Answers a path of the contract with a stream. */
export function onStream<Path extends StreamPath>(
  path: Path,
  stream: { first: () => Sent<Streamed<Path>>; next: () => Sent<Streamed<Path>>; everyMs: number },
): void {
  streams.push({ pattern: patternOf(path), stream });
}

export const streamOf = (pathname: string): MockStream | undefined =>
  streams.find(({ pattern }) => pattern.test(pathname))?.stream;

/** The answer to a request; undefined where nothing is mocked there. */
export function answerTo(verb: string, url: URL, body: unknown): unknown {
  for (const route of routes) {
    const match = route.verb === verb ? route.pattern.exec(url.pathname) : null;
    if (!match) continue;
    const path = Object.fromEntries(Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]));
    return route.answer({ path, query: url.searchParams, body });
  }
  return undefined;
}
