import type { components, paths } from '../../generated/api';

type Schemas = components['schemas'];
type Names<N> = N extends `factorytwin.${infer Name}` ? Name : never;

/** A message as it is in JSON, for example Message<'twin.v1.Point'>. What the server leaves to its default is there as well. */
export type Message<N extends Names<keyof Schemas>> = Schemas[`factorytwin.${N}` & keyof Schemas];

/** A message as a caller may send it: what is left out has its default. */
export type Sent<T> = T extends readonly (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]?: Sent<T[Key]> }
    : T;

type SentBody<Body> = Body extends { content: infer Content }
  ? { content: { [Type in keyof Content]: Sent<Content[Type]> } }
  : Body;
type Callable<Method> = Method extends { requestBody?: unknown }
  ? { [Key in keyof Method]: Key extends 'requestBody' ? SentBody<Method[Key]> : Method[Key] }
  : Method;

/** The REST side of every contract: paths with their parameters, bodies and answers, made from docs/api/openapi.json. */
export type Paths = { [Path in keyof paths]: { [Verb in keyof paths[Path]]: Callable<paths[Path][Verb]> } };

type Streams<M> = { get: { responses: { 200: { content: { 'text/event-stream': string; 'application/x-ndjson': M } } } } };
type Uploads<M> = {
  post: { requestBody: { content: { 'text/csv': unknown } }; responses: { 200: { content: { 'application/json': M } } } };
};
type PathsOf<Shape> = { [Path in keyof paths]: paths[Path] extends Shape ? Path : never }[keyof paths];

/** Paths that answer with a stream of messages. */
export type StreamPath = PathsOf<Streams<unknown>>;

/** What a stream of the path brings. */
export type Streamed<Path extends StreamPath> = paths[Path] extends Streams<infer M> ? M : never;

/** Paths that take a CSV file as their body. */
export type UploadPath = PathsOf<Uploads<unknown>>;

/** What the path answers to a file. */
export type Uploaded<Path extends UploadPath> = paths[Path] extends Uploads<infer M> ? M : never;

/** Paths that answer with a file as it is. */
export type DownloadPath = PathsOf<{ get: { responses: { 200: { content: { '*/*': unknown } } } } }>;

/** The path's variables and query. */
export type ParamsOf<Path extends keyof paths, Verb extends 'get' | 'post'> = paths[Path] extends {
  [V in Verb]: { parameters: infer Params };
}
  ? Pick<Params, keyof Params & ('path' | 'query')>
  : never;
