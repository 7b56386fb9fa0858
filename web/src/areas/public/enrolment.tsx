import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Card, Page } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';

type EnrolmentForm = Api['EnrolmentForm'];

const LEGAL_FORMS = [
  'association',
  'commune',
  'intercommunality',
  'department',
  'public-body',
  'cooperative',
  'company',
  'sole-trader',
  'other',
] as const satisfies readonly EnrolmentForm['legalForm'][];

const NOTHING = {
  name: '',
  siret: '',
  legalForm: '',
  contactEmail: '',
  street: '',
  postcode: '',
  city: '',
  'manager.displayName': '',
  'manager.email': '',
};
type Typed = typeof NOTHING;

/** What is typed as the API takes it: what is wrong with it, the API says. */
function asForm(typed: Typed): EnrolmentForm {
  const { 'manager.displayName': displayName, 'manager.email': email, legalForm, ...structure } = typed;
  return {
    ...structure,
    legalForm: legalForm as EnrolmentForm['legalForm'],
    contactEmail: structure.contactEmail.trim(),
    manager: { displayName, email: email.trim() },
  };
}

/** Where a structure asks to join: nothing is made until the link of the letter is followed. */
export default function Enrolment() {
  const { t } = useTranslation('public');
  const { instant } = useFormats();
  const [typed, setTyped] = useState(NOTHING);
  const [until, setUntil] = useState<string | null>(null);
  const [isTooEarly, setTooEarly] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const action = useAction({
    do: () => ask(api.POST('/api/v1/structures', { body: asForm(typed) })),
    changes: [],
    onDone: ({ expiresAt }) => setUntil(expiresAt),
  });
  const isEmpty = (name: keyof Typed) => typed[name].trim() === '';
  const submit = () => {
    const first = (Object.keys(NOTHING) as (keyof Typed)[]).find(isEmpty);
    setTooEarly(first !== undefined);
    if (first === undefined) action.run();
    else form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  const field = (name: keyof Typed) => ({
    name,
    error: isTooEarly && isEmpty(name) ? t('enrolment.missing') : null,
    label: t(`enrolment.${name.replace('manager.', 'manager-') as FieldWord}`),
    value: typed[name],
    onChange: (value: string) => setTyped((before) => ({ ...before, [name]: value })),
  });
  if (until) {
    return (
      <Page title={t('enrolment.title')} isNarrow>
        <Notice kind="success" title={t('enrolment.asked')} isAnswer>
          <p>{t('enrolment.asked-text', { email: typed['manager.email'].trim(), until: instant(until) })}</p>
        </Notice>
      </Page>
    );
  }
  return (
    <Page title={t('enrolment.title')} lead={t('enrolment.lead')} isNarrow>
      <Card>
        <div ref={form}>
          <Form onSubmit={submit} refusal={action.refusal}>
            <h2>{t('enrolment.structure')}</h2>
            <TextField {...field('name')} autoComplete="organization" />
            <TextField {...field('siret')} hint={t('enrolment.siret-hint')} inputMode="numeric" />
            <SelectField
              {...field('legalForm')}
              placeholder={t('enrolment.choose')}
              options={LEGAL_FORMS.map((value) => ({ value, label: t(`enrolment.form-${value}`) }))}
            />
            <TextField {...field('street')} autoComplete="street-address" />
            <TextField {...field('postcode')} inputMode="numeric" autoComplete="postal-code" isShort />
            <TextField {...field('city')} autoComplete="address-level2" />
            <TextField {...field('contactEmail')} type="email" />
            <h2>{t('enrolment.manager')}</h2>
            <TextField {...field('manager.displayName')} autoComplete="name" />
            <TextField
              {...field('manager.email')}
              hint={t('enrolment.manager-hint')}
              type="email"
              autoComplete="email"
            />
            <Button type="submit" isWide isPending={action.isPending}>
              {t('enrolment.submit')}
            </Button>
          </Form>
        </div>
      </Card>
    </Page>
  );
}

type FieldWord = Exclude<keyof Typed, `manager.${string}`> | 'manager-displayName' | 'manager-email';
