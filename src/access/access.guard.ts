import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { refuseRequest } from '../shared/http/request.refusals.js';
import type { OnceRequest } from '../database/database.js';
import { refuseAccess } from './access.refusals.js';
import type { Actor } from './actor.js';
import { Authentication } from './authentication.js';
import { type AccessRequest, MAY, ONCE, PUBLIC } from './http.js';
import { may, type Permission } from './permissions.js';
import { ServiceSecret } from './secret.js';

const READS = ['GET', 'HEAD', 'OPTIONS'];

/** The one door: every route is closed unless it says who may pass. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: Authentication,
    private readonly secret: ServiceSecret,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AccessRequest>();
    const handler = context.getHandler();
    refuseOtherSites(request);
    if (this.reflector.get<boolean>(PUBLIC, handler)) return true;
    const permission = this.reflector.get<Permission | undefined>(MAY, handler);
    const actor = await this.authentication.actorOf(request);
    if (!permission || !may(actor, permission)) throw refuseAccess('not-permitted');
    request.actor = actor;
    if (this.reflector.get<boolean>(ONCE, handler)) request.once = this.onceOf(request, actor);
    return true;
  }

  /** The hash is keyed: a plain one of a hand-out's body would let the person's name be guessed. */
  private onceOf(request: AccessRequest, actor: Actor): OnceRequest {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !/^[\x21-\x7e]{8,128}$/.test(key))
      throw refuseRequest('idempotency-key-missing');
    const asked = JSON.stringify([request.method, request.url, request.body ?? null]);
    return { organisationId: actor.organisationId, key, hash: this.secret.hash('request', asked) };
  }
}

/** A browser sends our cookie with requests that other sites make it send: those that change something are refused. */
function refuseOtherSites(request: AccessRequest): void {
  if (READS.includes(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refuseAccess('origin-refused');
}
