import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { allRefusals } from './shared/refusal.js';

/** What every address of the API begins with. */
export const API_PREFIX = 'api/v1';

type Operation = Record<string, unknown> & {
  responses?: Record<string, unknown>;
  parameters?: { name: string }[];
  requestBody?: unknown;
};

const BODY_REFUSALS = ['request.malformed', 'request.too-large', 'request.media-type'];

/** What any route with these traits may answer besides its own refusals. */
function generalRefusals(method: string, path: string, operation: Operation): string[] {
  const isPublic = (operation['x-roles'] as string[] | undefined)?.includes('public') ?? false;
  const isOnce = operation.parameters?.some((parameter) => parameter.name === 'Idempotency-Key') ?? false;
  return [
    'request.invalid',
    'request.busy',
    ...(method === 'get' ? [] : ['access.origin-refused', ...BODY_REFUSALS]),
    ...(path.includes('{') ? ['request.route-unknown'] : []),
    ...(isPublic ? [] : ['access.not-signed-in', 'access.session-ended', 'access.not-permitted']),
    ...(isOnce ? ['request.idempotency-key-missing', 'request.idempotency-key-reused'] : []),
  ];
}

/** « OrdersController_payByCredit » reads « Pay by credit », and the roles of the route say for whom it is. */
function introduce(operation: Operation): void {
  const name = String(operation['operationId']).split('_').at(-1) ?? '';
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  operation['summary'] = words.charAt(0).toUpperCase() + words.slice(1);
  operation['description'] = `For: ${((operation['x-roles'] as string[] | undefined) ?? []).join(', ')}.`;
}

/** Writes each refusal of a route under the status it comes with. */
function documentRefusals(method: string, path: string, operation: Operation): void {
  const codes = [
    ...generalRefusals(method, path, operation),
    ...((operation['x-refusals'] as string[] | undefined) ?? []),
  ];
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const text = allRefusals().get(code);
    if (!text) throw new Error(`a route documents ${code}, which no refusal is called`);
    byStatus.set(text.status, [...(byStatus.get(text.status) ?? []), code]);
  }
  operation['x-refusals'] = codes;
  operation.responses ??= {};
  for (const [status, of] of byStatus) {
    operation.responses[status] = {
      description: of.map((code) => `\`${code}\`: ${allRefusals().get(code)?.en}`).join('\n\n'),
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { properties: { code: { type: 'string', enum: of } } },
            ],
          },
        },
      },
    };
  }
}

const SENTENCES = {
  type: 'object',
  required: ['fr', 'en'],
  properties: { fr: { type: 'string' }, en: { type: 'string' } },
};

const PROBLEM_SCHEMA = {
  type: 'object',
  description:
    'RFC 9457 problem details: a refusal, with its stable code and its sentence in both languages.',
  required: ['type', 'title', 'status', 'code', 'detail', 'sentences', 'params'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: {
      type: 'string',
      description: 'The sentence in the language of Accept-Language, French by default.',
    },
    sentences: SENTENCES,
    params: { type: 'object', additionalProperties: true },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'rule', 'fr', 'en'],
        properties: {
          field: { type: 'string' },
          rule: { type: 'string' },
          fr: { type: 'string' },
          en: { type: 'string' },
        },
      },
    },
  },
};

export function openApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Passerelle')
    .setDescription(
      'Digital-inclusion vouchers, from the order to the credit note. Amounts are integer cents; days are Paris days.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'api-key')
    .addCookieAuth('passerelle_session', { type: 'apiKey', in: 'cookie' }, 'session')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      introduce(operation as unknown as Operation);
      documentRefusals(method, path, operation as unknown as Operation);
    }
  }
  return document;
}

/** /api/docs to read, /api/openapi.json for programs. */
export function serveDocumentation(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApi(app), { jsonDocumentUrl: 'api/openapi.json' });
}
