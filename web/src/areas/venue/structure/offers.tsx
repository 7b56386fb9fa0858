import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { Form } from '../../../components/form.js';
import { Loaded } from '../../../components/loading.js';
import { Notice } from '../../../components/notice.js';
import { Section } from '../../../components/page.js';
import { TextField } from '../../../components/text-field.js';
import { useFormats } from '../../../words/formats.js';
import { readEuros, writeEuros } from '../euros.js';
import css from './offers.module.css';

type Structure = Api['Structure'];
type Prices = Readonly<Record<string, string>>;

/** What is taught and at what price: a module without a price is not offered. */
export function Offers({ structure }: { readonly structure: Structure }) {
  const { t } = useTranslation('venue');
  const catalogue = useQuery({
    queryKey: ['modules'],
    queryFn: () => ask(api.GET('/api/v1/modules', { params: { query: { limit: 200 } } })),
  });
  return (
    <Section title={t('offers.title')} isCard>
      <p className="measure">{t('offers.lead')}</p>
      <Loaded query={catalogue}>{({ items }) => <Prices structure={structure} catalogue={items} />}</Loaded>
    </Section>
  );
}

interface PricesProps {
  readonly structure: Structure;
  readonly catalogue: readonly Api['CatalogueModuleView'][];
}

function Prices({ structure, catalogue }: PricesProps) {
  const { t } = useTranslation('venue');
  const [prices, setPrices] = useState<Prices>(() =>
    Object.fromEntries(structure.offers.map((offer) => [offer.moduleId, writeEuros(offer.priceCents)])),
  );
  const [isDone, setDone] = useState(false);
  const action = useAction({
    do: (offers: Api['NewOffer'][]) =>
      ask(
        api.PUT('/api/v1/structures/{id}/offers', {
          params: { path: { id: structure.id } },
          body: { offers },
        }),
      ),
    changes: [['structures']],
    onDone: () => setDone(true),
  });
  // A retired module that is still offered is not in the catalogue any more; it can be kept or withdrawn.
  const retired = structure.offers.filter((offer) => !catalogue.some(({ id }) => id === offer.moduleId));
  const modules = [
    ...catalogue.map(({ id, title, hours }) => ({ id, title, hint: t('offers.hours', { count: hours }) })),
    ...retired.map(({ moduleId, title }) => ({ id: moduleId, title, hint: t('offers.retired') })),
  ];
  const typed = (id: string) => (prices[id] ?? '').trim();
  const isWrong = (id: string) => typed(id) !== '' && readEuros(typed(id)) === null;
  const submit = () => {
    if (modules.some(({ id }) => isWrong(id))) return;
    setDone(false);
    action.run(
      modules.flatMap(({ id }) => {
        const priceCents = readEuros(typed(id));
        return priceCents === null ? [] : [{ moduleId: id, priceCents }];
      }),
    );
  };
  return (
    <Form onSubmit={submit} refusal={action.refusal}>
      {isDone && !action.refusal && <Notice kind="success" isAnswer title={t('offers.done')} />}
      <div className={css.prices}>
        {modules.map(({ id, title, hint }) => (
          <TextField
            key={id}
            label={title}
            hint={<Hint structure={structure} moduleId={id} hint={hint} />}
            inputMode="decimal"
            isShort
            value={prices[id] ?? ''}
            error={isWrong(id) ? t('offers.wrong') : null}
            onChange={(price) => setPrices({ ...prices, [id]: price })}
          />
        ))}
      </div>
      <div>
        <Button type="submit" kind="secondary" isPending={action.isPending}>
          {t('offers.submit')}
        </Button>
      </div>
    </Form>
  );
}

interface HintProps {
  readonly structure: Structure;
  readonly moduleId: string;
  readonly hint: string;
}

function Hint({ structure, moduleId, hint }: HintProps) {
  const { t } = useTranslation('venue');
  const { money } = useFormats();
  const offer = structure.offers.find((each) => each.moduleId === moduleId);
  if (!offer) return hint;
  if (offer.copaymentCents === null) return `${hint}. ${t('offers.too-low')}`;
  return `${hint}. ${t('offers.rest', { rest: money(offer.copaymentCents) })}`;
}
