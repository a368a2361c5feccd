import { create, getOption, hasOption, toJson } from '@bufbuild/protobuf';
import type { DescField, DescMessage, DescMethod, JsonObject, JsonValue, MessageInitShape, Registry } from '@bufbuild/protobuf';
import { http } from '../../generated/google/api/annotations_pb';
import { HttpBodySchema } from '../../generated/google/api/httpbody_pb';

/** What a contract's method looks like on the wire of HTTP. */
export interface HttpCall {
  verb: string;
  /** Path and query, for example "/v1/points/PT-101:queryHistory?pageSize=50". */
  url: string;
  /** JSON body, absent where the rule has none or the body is raw bytes. */
  json?: JsonValue;
  /** True where the body is a google.api.HttpBody: the caller sends the bytes as they are. */
  rawBody: boolean;
}

/**
 * Builds the HTTP request of a method from its google.api.http rule, so that no route is written twice.
 * Fields named in the path leave the message, the body's field (or everything, for "*") becomes the body, the rest the query.
 */
export function buildCall<I extends DescMessage>(
  method: DescMethod & { input: I },
  input: MessageInitShape<I>,
  registry?: Registry,
): HttpCall {
  const { verb, template, body } = ruleOf(method);
  const json = toJson(method.input, create(method.input, input), { registry }) as JsonObject;

  const path = template.replace(/\{([\w.]+)(?:=([^}]*))?\}/g, (_, field: string, pattern: string | undefined) =>
    expand(takeField(json, method.input, field), pattern ?? '*', field),
  );

  let payload: JsonValue | undefined;
  let rawBody = false;
  if (body === '*') {
    payload = json;
  } else if (body !== '') {
    const field = findField(method.input, body);
    rawBody = field.message?.typeName === HttpBodySchema.typeName;
    payload = rawBody ? undefined : (json[field.jsonName] ?? {});
    delete json[field.jsonName];
  }

  const query = body === '*' ? '' : toQuery(json);
  return { verb, url: query === '' ? path : `${path}?${query}`, json: payload, rawBody };
}

function ruleOf(method: DescMethod): { verb: string; template: string; body: string } {
  if (!hasOption(method, http)) throw new Error(`${method.parent.typeName}.${method.name} has no google.api.http rule.`);
  const { pattern, body } = getOption(method, http);
  switch (pattern.case) {
    case undefined:
      throw new Error(`${method.parent.typeName}.${method.name} has an empty google.api.http rule.`);
    case 'custom':
      return { verb: pattern.value.kind, template: pattern.value.path, body };
    default:
      return { verb: pattern.case.toUpperCase(), template: pattern.value, body };
  }
}

function findField(message: DescMessage, name: string): DescField {
  const field = message.fields.find((candidate) => candidate.name === name);
  if (!field) throw new Error(`${message.typeName} has no field ${name}.`);
  return field;
}

/** Reads a dotted field path and removes it: what is in the path is not sent again. */
function takeField(json: JsonObject, message: DescMessage, path: string): string {
  const [head = '', ...rest] = path.split('.');
  const field = findField(message, head);
  const value = json[field.jsonName];
  if (rest.length === 0) {
    delete json[field.jsonName];
    return typeof value === 'string' ? value : '';
  }
  if (!field.message || value === undefined) return '';
  // A resource's name stays in its body: the server compares it with the path.
  return takeField({ ...(value as JsonObject) }, field.message, rest.join('.'));
}

function expand(value: string, pattern: string, field: string): string {
  const segments = value.split('/');
  const expected = pattern.split('/');
  const fits =
    segments.length === expected.length &&
    expected.every((want, i) => (want === '*' ? isPlain(segments[i] ?? '') : want === segments[i]));
  if (!fits) throw new Error(`"${value}" does not fit ${field}=${pattern}.`);
  return segments.map(encodeURIComponent).join('/');
}

const isPlain = (segment: string) => segment !== '' && segment !== '.' && segment !== '..';

function toQuery(json: JsonObject): string {
  const query = new URLSearchParams();
  const add = (key: string, value: JsonValue) => {
    if (Array.isArray(value)) value.forEach((item) => add(key, item));
    else if (value !== null && typeof value === 'object') Object.entries(value).forEach(([k, v]) => add(`${key}.${k}`, v));
    else if (value !== null) query.append(key, String(value));
  };
  Object.entries(json).forEach(([key, value]) => add(key, value));
  return query.toString();
}
