import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import type { Actor } from './actor.js';
import { By, May } from './http.js';
import { MemberChange, MemberPage, MemberView, NewMember } from './member.dto.js';
import { Members } from './members.service.js';
import {
  NewOrganisation,
  OrganisationDetails,
  OrganisationPage,
  OrganisationQuery,
  OrganisationView,
} from './organisation.dto.js';
import { Organisations } from './organisations.service.js';

@ApiTags('access')
@Controller('organisations')
export class OrganisationsController {
  constructor(
    private readonly organisations: Organisations,
    private readonly members: Members,
  ) {}

  /** The names of organisations. */
  @Get()
  @May('organisations.read')
  @ApiOkResponse({ type: OrganisationPage })
  list(@Query() query: OrganisationQuery) {
    return this.organisations.list(query);
  }

  @Post()
  @May('organisations.create')
  @ApiCreatedResponse({ type: OrganisationView })
  @Refuses('access.siret-invalid', 'access.siret-taken', 'access.vat-number-invalid')
  create(@By() actor: Actor, @Body() organisation: NewOrganisation) {
    return this.organisations.create(actor, organisation);
  }

  /** One's own organisation; any, for the operator. */
  @Get(':id')
  @May('organisations.own')
  @ApiOkResponse({ type: OrganisationView })
  @Refuses('access.not-found')
  read(@By() actor: Actor, @PathId() id: string) {
    return this.organisations.read(actor, id);
  }

  /** Changes what is known of one's own organisation; of any, and who it is, for the operator. Only managers may. */
  @Put(':id')
  @May('organisations.own')
  @ApiOkResponse({ type: OrganisationView })
  @Refuses(
    'access.not-found',
    'access.siret-invalid',
    'access.siret-taken',
    'access.vat-number-invalid',
    'access.identity-by-operator',
  )
  change(@By() actor: Actor, @PathId() id: string, @Body() details: OrganisationDetails) {
    return this.organisations.change(actor, id, details);
  }

  @Get(':id/members')
  @May('members.read')
  @ApiOkResponse({ type: MemberPage })
  @Refuses('access.not-found')
  listMembers(@By() actor: Actor, @PathId() id: string, @Query() query: PageQuery) {
    return this.members.list(actor, id, query);
  }

  /** Adds a person, known by their e-mail address or new. Only managers may. */
  @Post(':id/members')
  @May('members.change')
  @ApiCreatedResponse({ type: MemberView })
  @Refuses(
    'access.not-found',
    'access.email-taken',
    'access.person-unknown',
    'access.already-member',
    'access.office-not-for-managers',
    'access.office-of-another-organisation',
    'access.office-closed',
  )
  addMember(@By() actor: Actor, @PathId() id: string, @Body() member: NewMember) {
    return this.members.add(actor, id, member);
  }

  /** Changes a member's role and office. Only managers may. */
  @Put(':id/members/:personId')
  @May('members.change')
  @ApiOkResponse({ type: MemberView })
  @Refuses(
    'access.not-found',
    'access.last-manager',
    'access.office-not-for-managers',
    'access.office-of-another-organisation',
    'access.office-closed',
  )
  changeMember(
    @By() actor: Actor,
    @PathId() id: string,
    @PathId('personId') personId: string,
    @Body() change: MemberChange,
  ) {
    return this.members.change(actor, id, personId, change);
  }

  /** Removes a person from the organisation; their sessions for it end at once. Only managers may. */
  @Delete(':id/members/:personId')
  @May('members.change')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses('access.not-found', 'access.last-manager')
  removeMember(@By() actor: Actor, @PathId() id: string, @PathId('personId') personId: string) {
    return this.members.remove(actor, id, personId);
  }
}
