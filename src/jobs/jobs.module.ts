import { BullModule, getQueueToken } from '@nestjs/bull';
import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import type { Queue } from 'bull';
import { Attempts } from './attempts.js';
import { Handlers } from './handlers.js';
import { JobQueue, NoQueue, RedisClients, RedisQueue } from './job-queue.js';
import { JobViews } from './job-views.service.js';
import { JobsController } from './jobs.controller.js';
import { Jobs } from './jobs.js';
import { Leases } from './leases.js';
import { Runner } from './runner.js';

const QUEUE = 'jobs';

/** Background work, its hints carried by the Redis of an address, or by nothing. */
@Global()
@Module({})
export class JobsModule {
  static of(redisUrl: string | undefined, sweepEveryMs: number): DynamicModule {
    const { imports, queue } = redisUrl ? withRedis(redisUrl, sweepEveryMs) : { imports: [], queue: noQueue };
    return {
      module: JobsModule,
      imports,
      controllers: [JobsController],
      providers: [Jobs, JobViews, Runner, Attempts, Leases, Handlers, queue],
      exports: [Jobs, Leases],
    };
  }
}

const noQueue: Provider = { provide: JobQueue, useClass: NoQueue };

function withRedis(url: string, sweepEveryMs: number): { imports: DynamicModule[]; queue: Provider } {
  const clients = new RedisClients(url, sweepEveryMs + 2_000);
  return {
    imports: [BullModule.registerQueue({ name: QUEUE, ...clients.queueOptions })],
    queue: {
      provide: JobQueue,
      useFactory: (queue: Queue<{ id: string }>) => new RedisQueue(queue, clients),
      inject: [getQueueToken(QUEUE)],
    },
  };
}
