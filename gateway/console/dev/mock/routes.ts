import {
  fromJson,
  getOption,
  type DescMessage,
  type DescMethod,
  type DescService,
  type JsonObject,
  type Message,
} from '@bufbuild/protobuf';
import { http } from '../../src/generated/google/api/annotations_pb';

/** A method of the contract with what it takes to recognise its requests. */
export interface MockRoute {
  method: DescMethod;
  verb: string;
  path: RegExp;
  variables: string[];
  body: string;
}

/** Routes of the contract's services, from their http rules. */
export const routesOf = (services: readonly DescService[]): MockRoute[] =>
  services.flatMap((service) =>
    service.methods.map((method) => {
      const rule = getOption(method, http);
      const verb = rule.pattern.case ?? 'get';
      const template = typeof rule.pattern.value === 'string' ? rule.pattern.value : '';
      const variables: string[] = [];
      const path = template.replace(
        /\{([\w.]+)(?:=([^}]*))?\}|([.+?^$()[\]\\|])/g,
        (_, field: string | undefined, pattern: string | undefined, special: string | undefined) => {
          if (field === undefined) return `\\${special ?? ''}`;
          variables.push(field);
          return `(${(pattern ?? '*').replaceAll('*', '[^/:]+')})`;
        },
      );
      return { method, verb: verb.toUpperCase(), path: new RegExp(`^${path}$`), variables, body: rule.body };
    }),
  );

/** Puts a request's path, query and body together as the method's input. */
export function inputOf(route: MockRoute, url: URL, match: RegExpMatchArray, body: unknown): Message {
  const json: JsonObject = route.body === '*' ? { ...(body as JsonObject) } : {};
  const jsonName = (message: DescMessage, name: string) => message.fields.find((field) => field.name === name)?.jsonName ?? name;
  if (route.body !== '' && route.body !== '*' && body !== undefined)
    json[jsonName(route.method.input, route.body)] = body as JsonObject;
  for (const field of route.method.input.fields) {
    const values = url.searchParams.getAll(field.jsonName);
    if (values.length > 0) json[field.jsonName] = field.fieldKind === 'list' ? values : (values[0] ?? '');
  }
  route.variables.forEach((variable, i) => {
    if (!variable.includes('.')) json[jsonName(route.method.input, variable)] = decodeURIComponent(match[i + 1] ?? '');
  });
  return fromJson(route.method.input, json, { ignoreUnknownFields: true });
}
