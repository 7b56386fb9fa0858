import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { toJson } from '../shared/wire.js';

/** Tags an answer with a hash of itself (RFC 9110): who has the same figures already is told so, and sent nothing. */
@Injectable()
export class EntityTag implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer: unknown) => {
        const tag = `"${createHash('sha256').update(toJson(answer)).digest('base64url').slice(0, 22)}"`;
        void reply.header('etag', tag);
        if (request.headers['if-none-match'] !== tag) return answer;
        void reply.status(304);
        return undefined;
      }),
    );
  }
}
