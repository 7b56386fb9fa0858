import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { Refuses } from '../shared/http/refuses.js';
import { type AccessRequest, Public } from './http.js';
import { NewPassword, PasswordLinkRequest } from './password-reset.dto.js';
import { PasswordResets } from './password-resets.service.js';

/** A forgotten password, and a new member's first one: chosen by a link that is sent to the person's address. */
@ApiTags('access')
@Controller('password-resets')
export class PasswordResetsController {
  constructor(private readonly resets: PasswordResets) {}

  /** Sends a link to the address if the service knows it; the answer does not say whether. */
  @Post()
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses('access.too-many-attempts')
  ask(@Body() { email }: PasswordLinkRequest, @Req() request: AccessRequest) {
    return this.resets.ask(email, request.ip);
  }

  /** Sets the password of the person whom the link was sent to; all their sessions end. */
  @Post('confirmation')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses('access.password-link-spent')
  confirm(@Body() { token, password }: NewPassword) {
    return this.resets.confirm(token, password);
  }
}
