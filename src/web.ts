import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromRoot } from './shared/paths.js';

const A_YEAR_SECONDS = 31_536_000;

/** Nothing but ours is ever loaded: no inline script or style. WebAssembly reads the camera where the browser cannot. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the screens (web/, built into web/dist) beside the API. Files named by their content are kept by browsers for
 * a year; every other address that is not the API's is a page, which the application itself routes.
 */
export async function serveScreens(app: NestFastifyApplication): Promise<void> {
  const root = fromRoot('web/dist');
  if (!existsSync(join(root, 'index.html'))) return;
  const server = app.getHttpAdapter().getInstance();
  await server.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isNamedByContent = path.startsWith(join(root, 'assets'));
      const kept = isNamedByContent ? `public, max-age=${A_YEAR_SECONDS}, immutable` : 'no-cache';
      void reply.header('cache-control', kept);
    },
  });
  const page = (request: FastifyRequest, reply: FastifyReply) => {
    if (/^\/(api|assets)(\/|$)/.test(request.url)) return reply.callNotFound();
    void reply.header('content-security-policy', PAGE_POLICY);
    void reply.header('permissions-policy', 'camera=(self), geolocation=(self), microphone=()');
    return reply.sendFile('index.html');
  };
  server.get('/', page);
  server.get('/*', page);
}
