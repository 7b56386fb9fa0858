import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.js';
import { DateField } from '../../components/date-field.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { SelectField } from '../../components/select-field.js';
import { TextField } from '../../components/text-field.js';
import { today, useFormats } from '../../words/formats.js';
import { type Choice, type Desk, paidMediators, payableOffers, sessionOf, voucherCentsOf } from './choice.js';
import { readEuros, writeEuros } from './euros.js';
import css from './session.module.css';

interface SessionFormProps {
  readonly desk: Desk;
  readonly choice: Choice;
  readonly onChosen: (choice: Choice) => void;
}

/** Where, what, by whom, when and at what price: once, for all the scans that follow. */
export function SessionForm({ desk, choice, onChosen }: SessionFormProps) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const [draft, setDraft] = useState(choice);
  const [isTried, setTried] = useState(false);
  const offer = payableOffers(desk).find(({ moduleId }) => moduleId === draft.moduleId);
  const [price, setPrice] = useState(writeEuros(draft.priceCents ?? offer?.priceCents ?? null));
  const voucherCents = voucherCentsOf(desk);
  const priceCents = readEuros(price);
  const missing = (value: unknown) => (isTried && !value ? t('session.missing') : null);
  const isPriceLow = priceCents !== null && voucherCents !== null && priceCents < voucherCents;
  const isLater = draft.sessionOn > today();
  const submit = () => {
    setTried(true);
    const isOffered = offer !== undefined && priceCents === offer.priceCents;
    const chosen = { ...draft, priceCents: isOffered ? null : priceCents };
    if (priceCents !== null && !isLater && draft.sessionOn && sessionOf(chosen, desk)) onChosen(chosen);
  };
  if (voucherCents === null || desk.venues.length === 0 || paidMediators(desk).length === 0) {
    return <Nothing desk={desk} />;
  }
  return (
    <Form onSubmit={submit}>
      <SelectField
        label={t('session.venue')}
        value={idIn(desk.venues, draft.venueId)}
        placeholder={t('session.choose')}
        error={missing(idIn(desk.venues, draft.venueId))}
        onChange={(venueId) => setDraft({ ...draft, venueId })}
        options={desk.venues.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <SelectField
        label={t('session.module')}
        value={offer?.moduleId ?? ''}
        placeholder={t('session.choose')}
        error={missing(offer)}
        onChange={(moduleId) => {
          setDraft({ ...draft, moduleId });
          const chosen = payableOffers(desk).find((each) => each.moduleId === moduleId);
          setPrice(writeEuros(chosen?.priceCents ?? null));
        }}
        options={payableOffers(desk).map(({ moduleId, title, priceCents }) => ({
          value: moduleId,
          label: `${title} (${money(priceCents)})`,
        }))}
      />
      <SelectField
        label={t('session.mediator')}
        hint={paidMediators(desk).length < desk.mediators.length ? t('session.conseillers') : undefined}
        value={idIn(paidMediators(desk), draft.mediatorId)}
        placeholder={t('session.choose')}
        error={missing(idIn(paidMediators(desk), draft.mediatorId))}
        onChange={(mediatorId) => setDraft({ ...draft, mediatorId })}
        options={paidMediators(desk).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <div className={css.pair}>
        <TextField
          label={t('session.price')}
          inputMode="decimal"
          isShort
          value={price}
          onChange={setPrice}
          error={
            isPriceLow
              ? t('session.price-low', { voucher: money(voucherCents) })
              : missing(priceCents !== null || !isTried)
          }
          hint={
            priceCents !== null && !isPriceLow
              ? t('session.copayment', {
                  voucher: money(voucherCents),
                  rest: money(priceCents - voucherCents),
                })
              : t('session.price-hint')
          }
        />
        <DateField
          label={t('session.day')}
          hint={t('session.day-hint')}
          value={draft.sessionOn}
          error={isLater ? t('session.day-later') : missing(draft.sessionOn)}
          onChange={(sessionOn) => setDraft({ ...draft, sessionOn })}
        />
      </div>
      <Button type="submit" isWide>
        {t('session.start')}
      </Button>
    </Form>
  );
}

/** What is missing before any voucher can be scanned, which only the structure's manager can add. */
function Nothing({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('venue');
  return (
    <Notice kind="warning" title={t('session.nothing')}>
      <ul>
        {desk.venues.length === 0 && <li>{t('session.no-venue')}</li>}
        {paidMediators(desk).length === 0 && <li>{t('session.no-mediator')}</li>}
        {voucherCentsOf(desk) === null && <li>{t('session.no-offer')}</li>}
      </ul>
      <p>{t('session.nothing-help')}</p>
    </Notice>
  );
}

function idIn(items: readonly { readonly id: string }[], id: string): string {
  return items.some((item) => item.id === id) ? id : '';
}
