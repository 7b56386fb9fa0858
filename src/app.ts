import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import type { INestApplicationContext, LogLevel as NestLogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule, type AppSettings } from './app.module.js';
import { API_PREFIX, serveDocumentation } from './openapi.js';
import type { Clock } from './shared/clock.js';
import { LOG_LEVELS, type LogLevel } from './shared/environment.js';
import { answerFrameworkError } from './shared/http/problem.js';
import { readXmlBodies } from './shared/http/xml-body.js';
import { toJson } from './shared/wire.js';
import { serveScreens } from './web.js';

const BODY_LIMIT_BYTES = 1_048_576;

/** What Nest calls each level from `fatal` on; `silent` writes nothing. */
const NEST_LEVELS: readonly NestLogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

function nestLevels(level: LogLevel): NestLogLevel[] | false {
  return level === 'silent' ? false : NEST_LEVELS.slice(0, LOG_LEVELS.indexOf(level));
}

/** A logo is the body of its request as it is. No other route takes one. */
function takePictures(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    ['image/png', 'image/svg+xml'],
    { parseAs: 'buffer' },
    (request, body, done) => {
      if (request.routeOptions.url?.endsWith('/logo')) done(null, body);
      else done(Object.assign(new Error('pictures are not taken here'), { statusCode: 415 }));
    },
  );
}

/** Builds the service, ready to listen or to be called in the process. */
export async function createApp(settings: AppSettings, clock: Clock): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: [...(settings.trustedProxies ?? ['loopback'])],
    frameworkErrors: answerFrameworkError,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(settings, clock), adapter, {
    logger: nestLevels(settings.logLevel ?? 'warn'),
    abortOnError: false,
  });
  takePictures(adapter.getInstance());
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
  });
  // Amounts are bigint until here, where they become JSON integers.
  adapter.getInstance().setReplySerializer((payload) => toJson(payload));
  readXmlBodies(app);
  app.setGlobalPrefix(API_PREFIX);
  serveDocumentation(app);
  await serveScreens(app);
  await app.init();
  await adapter.getInstance().ready();
  return app;
}

/** Builds the service without HTTP: a process that works jobs and answers nobody. */
export function createWorker(settings: AppSettings, clock: Clock): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule.of(settings, clock), {
    logger: nestLevels(settings.logLevel ?? 'warn'),
    abortOnError: false,
  });
}
