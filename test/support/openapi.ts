import type { TestApp } from './app.js';

export interface Operation {
  method: string;
  /** As documented: /orders/{id}, without the /api/v1 before it. */
  path: string;
  roles: string[];
  isOnce: boolean;
  refusals: string[];
  parameters: { name: string; in: string; schema?: any; required?: boolean }[];
  /** The JSON schema of the body, or null for none. */
  body: any;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation that the API documents. */
export function operationsOf(server: TestApp): Operation[] {
  return Object.entries(server.openApi.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => {
      const operation = (item as Record<string, any>)[method];
      return {
        method: method.toUpperCase(),
        path: path.replace('/api/v1', ''),
        roles: operation['x-roles'] ?? [],
        refusals: operation['x-refusals'] ?? [],
        isOnce: (operation.parameters ?? []).some((each: any) => each.name === 'Idempotency-Key'),
        parameters: (operation.parameters ?? []).filter((each: any) => each.in !== 'header'),
        body: operation.requestBody?.content?.['application/json']?.schema ?? null,
      };
    }),
  );
}

/** A schema with its references followed. */
export function resolve(server: TestApp, schema: any): any {
  if (schema?.$ref) {
    const name = String(schema.$ref).split('/').at(-1) as string;
    return resolve(server, (server.openApi.components?.schemas ?? {})[name]);
  }
  if (schema?.allOf) {
    return schema.allOf
      .map((each: any) => resolve(server, each))
      .reduce((all: any, each: any) => ({ ...all, ...each }), {});
  }
  return schema;
}

/** A value that a schema allows. */
export function exampleOf(server: TestApp, given: any): any {
  const schema = resolve(server, given);
  if (schema === undefined || schema === null) return null;
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'string':
      return exampleText(schema);
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => exampleOf(server, schema.items));
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => (schema.required ?? []).includes(name))
          .map(([name, property]) => [name, exampleOf(server, property)]),
      );
  }
}

function exampleText(schema: any): string {
  switch (schema.format) {
    case 'uuid':
      return '00000000-0000-4000-8000-000000000000';
    case 'date':
      return '2026-03-02';
    case 'email':
      return 'quelquun@example.fr';
    default:
      return 'abcdefghijklmnop'.padEnd(schema.minLength ?? 1, 'x').slice(0, schema.maxLength ?? 16);
  }
}
