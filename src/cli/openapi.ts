import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { API_PREFIX, openApi } from '../openapi.js';
import { SystemClock } from '../shared/clock.js';

/**
 * Writes the OpenAPI document on standard output. Nest only looks at the modules (`preview`): no database is asked, no
 * key is read. The client of the screens is generated from it when they are built.
 */
async function describe(): Promise<void> {
  const settings = { publicUrl: '', keysDir: '', dataDir: '', databaseUrl: '', databasePoolSize: 1 };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(settings, new SystemClock()),
    new FastifyAdapter(),
    { preview: true, abortOnError: false, logger: false },
  );
  app.setGlobalPrefix(API_PREFIX);
  process.stdout.write(`${JSON.stringify(openApi(app))}\n`, () => process.exit(0));
}

void describe();
