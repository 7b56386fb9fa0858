import { Body, Controller, Delete, Get, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Refuses } from '../shared/http/refuses.js';
import { Settings } from '../shared/settings.module.js';
import type { Actor } from './actor.js';
import { type AccessRequest, By, May, Public, SESSION_COOKIE } from './http.js';
import { ChosenOrganisation, PasswordChange, SessionView, SignIn } from './session.dto.js';
import { type Caller, SESSION_HOURS, Sessions } from './sessions.service.js';

/** Signing in and out: the token lives in a cookie that scripts cannot read and that other sites cannot send. */
@ApiTags('access')
@Controller('session')
export class SessionController {
  private readonly cookie;

  constructor(
    private readonly sessions: Sessions,
    settings: Settings,
  ) {
    const secure = settings.publicUrl.startsWith('https:');
    this.cookie = { httpOnly: true, sameSite: 'strict', secure, path: '/' } as const;
  }

  /** Signs in; the session's token comes in an httpOnly cookie. */
  @Post()
  @Public()
  @ApiCreatedResponse({ type: SessionView })
  @Refuses(
    'access.too-many-attempts',
    'access.credentials-wrong',
    'access.no-organisation',
    'access.not-found',
  )
  async signIn(
    @Body() signIn: SignIn,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { token, session } = await this.sessions.signIn(signIn, callerOf(request));
    void reply.setCookie(SESSION_COOKIE, token, { ...this.cookie, maxAge: SESSION_HOURS * 3600 });
    return session;
  }

  @Get()
  @May('session.read')
  @ApiOkResponse({ type: SessionView })
  view(@By() actor: Actor) {
    return this.sessions.view(actor);
  }

  /** Signs out. Open to anyone, so that a session that has ended can still be left. */
  @Delete()
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(@Req() request: AccessRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.sessions.signOut(callerOf(request).token);
    void reply.clearCookie(SESSION_COOKIE, this.cookie);
  }

  /** Acts for another organisation of the person from now on. */
  @Put('organisation')
  @May('session.read')
  @ApiOkResponse({ type: SessionView })
  @Refuses('access.not-found')
  switchTo(@By() actor: Actor, @Body() chosen: ChosenOrganisation, @Req() request: AccessRequest) {
    return this.sessions.switchTo(actor, chosen.organisationId, callerOf(request).token);
  }

  /** Changes the password; the person's other sessions end. */
  @Put('password')
  @May('session.read')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses('access.password-wrong', 'access.too-many-attempts')
  changePassword(@By() actor: Actor, @Body() change: PasswordChange, @Req() request: AccessRequest) {
    return this.sessions.changePassword(actor, change, callerOf(request));
  }
}

function callerOf(request: AccessRequest): Caller {
  return { address: request.ip, token: request.cookies[SESSION_COOKIE] };
}
