import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';
import { refuseRequest } from './request.refusals.js';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9457 problem details, with the stable code and its sentence in both languages. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  sentences: { fr: string; en: string };
  params: Readonly<Record<string, unknown>>;
  errors?: readonly { field: string; rule: string; fr: string; en: string }[];
}

export function problemOf(refusal: Refusal, acceptLanguage: string | undefined): Problem {
  const sentences = { fr: refusal.sentence('fr'), en: refusal.sentence('en') };
  const language = /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'fr';
  return {
    type: `urn:passerelle:refusal:${refusal.code}`,
    title: STATUS_CODES[refusal.text.status] ?? 'Refused',
    status: refusal.text.status,
    code: refusal.code,
    detail: sentences[language],
    sentences,
    params: refusal.params,
    ...(refusal.details.length > 0 ? { errors: refusal.details } : {}),
  };
}

/** A refusal that Nest or Fastify gave in its own words, in ours; null for what is a bug. */
function refusalOfFramework(error: unknown): Refusal | null {
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  if (status === 404) return refuseRequest('route-unknown');
  if (status === 413) return refuseRequest('too-large');
  if (status === 415) return refuseRequest('media-type');
  if (status !== undefined && status >= 400 && status < 500) return refuseRequest('malformed');
  return null;
}

const UNEXPECTED = {
  fr: 'Une erreur imprévue est survenue de notre côté ; rien n’a été enregistré.',
  en: 'Something unexpected failed on our side; nothing was recorded.',
};

/** The one edge where errors become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const refusal = error instanceof Refusal ? error : refusalOfFramework(error);
    const language = request.headers['accept-language'];
    void reply.header('content-type', PROBLEM_TYPE);
    void reply.header('content-language', /^\s*en\b/i.test(language ?? '') ? 'en' : 'fr');
    if (refusal) {
      if (refusal.text.status === 401) void reply.header('www-authenticate', 'Bearer');
      if (refusal.text.status === 429 || refusal.text.status === 503) void reply.header('retry-after', '60');
      void reply.status(refusal.text.status).send(problemOf(refusal, language));
      return;
    }
    this.logger.error(describeBug(error), `${request.method} ${request.routeOptions.url ?? 'unknown route'}`);
    void reply.status(500).send({
      type: 'urn:passerelle:refusal:unexpected',
      title: STATUS_CODES[500],
      status: 500,
      code: 'unexpected',
      detail: UNEXPECTED.fr,
      sentences: UNEXPECTED,
      params: {},
    });
  }
}

/** An address that Fastify cannot read (bad escapes, endless parts) never reaches a route: it is none of ours. */
export function answerFrameworkError(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(refuseRequest('route-unknown'), request.headers['accept-language']);
  void reply.status(problem.status).header('content-type', PROBLEM_TYPE).send(problem);
}

/**
 * A bug for the log: where, never with which values. The message of a database error may quote a row,
 * so only its code and constraint are kept.
 */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is not an error was thrown';
  const database = databaseErrorIn(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  const what = database
    ? `database error ${database.code ?? ''} ${database.constraint ?? ''} ${database.table ?? ''}`
    : `${error.name}: ${error.message}`;
  return [what.trim(), ...frames.slice(0, 12)].join('\n');
}

interface DatabaseProblem {
  code?: string;
  constraint?: string;
  table?: string;
}

/** An error of PostgreSQL, as the driver throws it or as TypeORM wraps it. */
function databaseErrorIn(error: Error): DatabaseProblem | undefined {
  if ('driverError' in error) return error.driverError as DatabaseProblem;
  return 'severity' in error ? (error as DatabaseProblem) : undefined;
}
