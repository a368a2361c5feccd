import type { components, paths } from '../../generated/api';

/** The REST side of every contract: paths with their parameters, bodies and answers, made from docs/api/openapi.json. */
export type Paths = paths;

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
