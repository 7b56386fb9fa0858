import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { refuseRequest } from './request.refusals.js';

const XML = 'application/xml';
/** Some ten thousand transfers, each with its reason. */
const XML_LIMIT_BYTES = 4 * 1_048_576;
/** What a bank may write its files in; a file says it in its first line, and is UTF-8 where it says nothing. */
const ENCODINGS = ['utf-8', 'iso-8859-1', 'iso-8859-15', 'windows-1252', 'us-ascii'];

/** The route takes a file of XML as its body, whole (`@XmlBody() xml: string`), and nothing else. */
export function TakesXml(): MethodDecorator {
  return applyDecorators(
    RouteConfig({ takesXml: true }),
    ApiConsumes(XML),
    ApiBody({ required: true, schema: { type: 'string', format: 'binary' } }),
  );
}

/** The text of the XML that a route marked @TakesXml() was sent. Refusal: request.media-type. */
export const XmlBody = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  if (typeof body !== 'string' || !isXml(headers['content-type'])) throw refuseRequest('media-type');
  return body;
});

/** Reads bodies of XML for the routes that take them; for all others it stays a type of body that is refused. */
export function readXmlBodies(app: NestFastifyApplication): void {
  app.useBodyParser(XML, { bodyLimit: XML_LIMIT_BYTES }, (request: FastifyRequest, body: Buffer, done) => {
    const { takesXml } = request.routeOptions.config as { takesXml?: boolean };
    if (!takesXml) return done(refuseRequest('media-type'), undefined);
    const text = decode(body);
    return text === null ? done(refuseRequest('malformed'), undefined) : done(null, text);
  });
}

function isXml(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === XML;
}

function decode(body: Buffer): string | null {
  const [, declared = 'utf-8'] =
    /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w-]{1,20})["']/.exec(
      body.subarray(0, 200).toString('latin1'),
    ) ?? [];
  if (!ENCODINGS.includes(declared.toLowerCase())) return null;
  try {
    return new TextDecoder(declared, { fatal: true }).decode(body);
  } catch {
    return null;
  }
}
