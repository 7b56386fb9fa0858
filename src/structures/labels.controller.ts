import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Public } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import {
  GrantedLabel,
  LabelApplication,
  LabelApplicationPage,
  LabelApplicationQuery,
  LabelCriterionList,
  LabelDecisionMade,
  LabelWithdrawalMade,
  NewLabelDecision,
  NewLabelWithdrawal,
} from './label.dto.js';
import { LABEL_GAPS } from './label-readiness.js';
import { Labels } from './labels.service.js';

const GAPS = LABEL_GAPS.map((gap) => `structures.label-needs-${gap}`);

@ApiTags('labels')
@Controller()
export class LabelsController {
  constructor(private readonly labels: Labels) {}

  @Get('label-criteria')
  @Public()
  @ApiOkResponse({ type: LabelCriterionList })
  criteria() {
    return this.labels.criteria();
  }

  @Get('label-applications')
  @May('structures.list')
  @ApiOkResponse({ type: LabelApplicationPage })
  applications(@Query() query: LabelApplicationQuery) {
    return this.labels.applications(query);
  }

  /** Applies again, after a refusal, a withdrawal or a lapse. */
  @Post('structures/:id/label-applications')
  @May('labels.apply')
  @ApiCreatedResponse({ type: LabelApplication })
  @Refuses('access.not-found', 'structures.application-open', 'structures.already-labelled')
  apply(@By() actor: Actor, @PathId() id: string) {
    return this.labels.apply(actor, id);
  }

  /** Grants or refuses; a grant begins a year of label and invoices its fee. */
  @Post('label-applications/:id/decision')
  @May('labels.decide')
  @ApiCreatedResponse({ type: LabelDecisionMade })
  @Refuses(
    'access.not-found',
    'structures.application-decided',
    'structures.unmet-criteria-missing',
    'structures.granted-despite-criteria',
    'structures.label-exists',
    ...GAPS,
  )
  decide(@By() actor: Actor, @PathId() id: string, @Body() decision: NewLabelDecision) {
    return this.labels.decide(actor, id, decision);
  }

  /** One more year, which begins where the label ends, and its fee invoiced. */
  @Post('structures/:id/label-renewals')
  @May('labels.decide')
  @ApiCreatedResponse({ type: GrantedLabel })
  @Refuses(
    'access.not-found',
    'structures.no-label-to-renew',
    'structures.renewal-too-early',
    'structures.label-exists',
    ...GAPS,
  )
  renew(@By() actor: Actor, @PathId() id: string) {
    return this.labels.renew(actor, id);
  }

  /** Withdraws a label from today on, and the renewals that follow it. */
  @Post('labels/:id/withdrawal')
  @May('labels.decide')
  @ApiCreatedResponse({ type: LabelWithdrawalMade })
  @Refuses(
    'access.not-found',
    'structures.label-over',
    'structures.label-withdrawn',
    'structures.unmet-criteria-missing',
  )
  withdraw(@By() actor: Actor, @PathId() id: string, @Body() withdrawal: NewLabelWithdrawal) {
    return this.labels.withdraw(actor, id, withdrawal);
  }
}
