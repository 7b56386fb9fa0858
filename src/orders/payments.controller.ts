import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import { CreditNoteView, InvoiceView } from '../billing/billing.dto.js';
import type { OnceRequest } from '../database/database.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { OrderPayments } from './order-payments.service.js';
import { BankPaymentBody, CreditPaymentBody, RefundBody, ReversalReason } from './payments.dto.js';

@ApiTags('billing')
@Controller()
export class PaymentsController {
  constructor(private readonly payments: OrderPayments) {}

  /** Records a bank transfer received on an invoice; answers the invoice with what is left to pay. */
  @Post('invoices/:id/payments')
  @HttpCode(200)
  @May('payments.record')
  @OnceOnly()
  @ApiOkResponse({ type: InvoiceView })
  @Refuses(
    'access.not-found',
    'billing.invoice-cancelled',
    'billing.invoice-paid',
    'billing.excess',
    'billing.excess-of-fee',
    'billing.bank-reference-used',
    'billing.received-in-the-future',
    'billing.payment-crossed',
  )
  receive(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() body: BankPaymentBody,
  ) {
    return this.payments.receive(actor, once, id, body);
  }

  /** Pays an invoice of vouchers with what is left of a credit note. */
  @Post('invoices/:id/credit-payments')
  @HttpCode(200)
  @May('credit-notes.spend')
  @OnceOnly()
  @ApiOkResponse({ type: InvoiceView })
  @Refuses(
    'access.not-found',
    'billing.invoice-cancelled',
    'billing.invoice-paid',
    'billing.credit-over-invoice',
    'billing.credit-short',
    'billing.credit-not-for-fees',
    'billing.credit-of-another-funder',
    'billing.credit-of-another-agreement',
    'billing.payment-crossed',
  )
  payByCredit(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() body: CreditPaymentBody,
  ) {
    return this.payments.payByCredit(actor, once, id, body);
  }

  /** Reverses a payment recorded by mistake; answers its invoice, which waits for the amount again. */
  @Post('payments/:id/reversal')
  @HttpCode(200)
  @May('payments.record')
  @OnceOnly()
  @ApiOkResponse({ type: InvoiceView })
  @Refuses(
    'access.not-found',
    'billing.payment-reversed',
    'billing.payment-backs-vouchers',
    'billing.invoice-cancelled',
    'billing.excess-spent',
    'billing.payment-crossed',
  )
  reverse(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() { reason }: ReversalReason,
  ) {
    return this.payments.reverse(actor, once, id, reason);
  }

  /** Records that some of a credit note was given back by bank transfer, and by whose decision. */
  @Post('credit-notes/:id/refunds')
  @HttpCode(200)
  @May('credit-notes.refund')
  @OnceOnly()
  @ApiOkResponse({ type: CreditNoteView })
  @Refuses('access.not-found', 'billing.refund-recorded', 'billing.credit-short', 'billing.payment-crossed')
  refund(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string, @Body() body: RefundBody) {
    return this.payments.refund(actor, once, id, body);
  }
}
