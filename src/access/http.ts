import { createParamDecorator, type ExecutionContext, SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { OnceRequest } from '../database/database.js';
import type { Actor } from './actor.js';
import { PERMISSIONS, type Permission } from './permissions.js';

/** What the guard leaves on a request. */
export interface AccessRequest extends FastifyRequest {
  actor?: Actor;
  once?: OnceRequest;
}

export const MAY = 'may';
export const PUBLIC = 'public';
export const ONCE = 'once';
export const SESSION_COOKIE = 'passerelle_session';

/** The route is for the roles that the permission names (access/permissions.ts). */
export function May(permission: Permission): MethodDecorator {
  return applyDecorators(
    SetMetadata(MAY, permission),
    ApiBearerAuth('api-key'),
    ApiCookieAuth('session'),
    ApiExtension('x-permission', permission),
    ApiExtension('x-roles', [...PERMISSIONS[permission]]),
  );
}

/** The route is open to anyone, with no account. */
export function Public(): MethodDecorator {
  return applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-roles', ['public']));
}

/** The route moves money or vouchers: it takes an Idempotency-Key, and answers a repetition as the first time. */
export function OnceOnly(): MethodDecorator {
  return applyDecorators(
    SetMetadata(ONCE, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: '8 to 128 characters chosen by the caller, the same at each repetition of one request.',
      schema: { type: 'string', minLength: 8, maxLength: 128 },
    }),
  );
}

/** The actor of the request. */
export const By = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<AccessRequest>();
  if (!actor) throw new Error('a route that asks who acts must not be public');
  return actor;
});

/** The key and hash of a request to a route marked @OnceOnly(). */
export const Once = createParamDecorator((_data: unknown, context: ExecutionContext): OnceRequest => {
  const { once } = context.switchToHttp().getRequest<AccessRequest>();
  if (!once) throw new Error('a route that takes a key must be marked @OnceOnly()');
  return once;
});
