import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { Money } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { useFormats } from '../../words/formats.js';
import { Act, Desk } from './desk.js';
import { Application, LabelHistory } from './structure-label.js';
import css from './operator.module.css';

export type StructureShown = Api['Structure'];

/** A structure: what the operator decides of it, then what it declared. */
export function Structure({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['structure', id],
    queryFn: () => ask(api.GET('/api/v1/structures/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk
      title={query.data?.name ?? t('structures.name')}
      back={{ href: '/operateur/structures', label: t('structure.back') }}
    >
      <Loaded query={query}>{(structure) => <Body structure={structure} />}</Loaded>
    </Desk>
  );
}

function Body({ structure }: { readonly structure: StructureShown }) {
  const { t } = useTranslation('operator');
  const { day } = useFormats();
  const { label } = structure;
  const open = structure.history.applications.find((each) => each.decision === null);
  return (
    <>
      <Notice kind={label.inForce ? 'success' : 'warning'}>
        {t(label.inForce ? 'structure.in-force' : 'structure.not-in-force')}{' '}
        {label.inForce && label.lapsesOn && t('structure.lapses', { day: day(label.lapsesOn) })}
        {label.missing.length > 0 && (
          <>
            {t('structure.missing')}
            <ul className={css.consequences}>
              {label.missing.map((each) => (
                <li key={each}>{t(`structure.missing-${each}`)}</li>
              ))}
            </ul>
          </>
        )}
      </Notice>
      {open && <Application structure={structure} application={open} />}
      <Bank structure={structure} />
      <Section title={t('structure.history')}>
        <LabelHistory structure={structure} />
      </Section>
      <Declared structure={structure} />
      <Section title={t('structure.identity')}>
        <Details
          items={[
            { label: t('structures.siret'), value: structure.siret },
            { label: t('structure.legal-form'), value: t(`structure.form-${structure.legalForm}`) },
            {
              label: t('structure.address'),
              value: [structure.street, structure.postcode, structure.city].filter(Boolean).join(' '),
            },
            { label: t('structure.contact'), value: structure.contactEmail },
          ]}
        />
      </Section>
      <div className="row">
        <Link href={`/operateur/contre-paiements?structure=${structure.id}`}>{t('structure.payouts')}</Link>
        <Link href={`/operateur/comptes?structure=${structure.id}`}>{t('common.books')}</Link>
        <Link href={`/operateur/journal?objet=${structure.id}`}>{t('common.trail')}</Link>
      </div>
    </>
  );
}

const inFours = (iban: string) => iban.replaceAll(/(.{4})(?=.)/g, '$1 ');
/** As much of an IBAN as tells it from another: its country and its last four characters. */
const masked = (iban: string) => `${iban.slice(0, 4)} •••• •••• ${iban.slice(-4)}`;

function Bank({ structure }: { readonly structure: StructureShown }) {
  const { t } = useTranslation('operator');
  const { instant } = useFormats();
  const { bankDetails: bank, name } = structure;
  if (!bank) {
    return (
      <Section title={t('structure.bank')} isCard>
        <p>{t('structure.bank-none')}</p>
      </Section>
    );
  }
  return (
    <Section title={t('structure.bank')} isCard>
      <Details
        items={[
          { label: t('structure.holder'), value: bank.holder },
          { label: t('structure.iban'), value: <span className="figures">{masked(bank.iban)}</span> },
          { label: t('structure.bic'), value: bank.bic },
          { label: t('structure.submitted'), value: instant(bank.submittedAt) },
          {
            label: t('structure.verified'),
            value: bank.verifiedAt ? (
              instant(bank.verifiedAt)
            ) : (
              <Status tone="care">{t('structure.not-verified')}</Status>
            ),
          },
        ]}
      />
      {!bank.verifiedAt && (
        <div>
          <Act
            label={t('structure.verify')}
            kind="secondary"
            title={t('structure.verify-title', { name })}
            confirm={t('structure.verify-confirm')}
            do={() =>
              ask(
                api.POST('/api/v1/structures/{id}/bank-details/{detailsId}/verification', {
                  params: { path: { id: structure.id, detailsId: bank.id } },
                }),
              )
            }
            done={t('structure.verified-done', { name })}
          >
            <p>{t('structure.verify-how')}</p>
            <ol className={css.consequences}>
              <li>{t('structure.verify-holder', { holder: bank.holder, name })}</li>
              <li>
                {t('structure.verify-iban')}
                <br />
                <strong className={css.iban}>{inFours(bank.iban)}</strong>
              </li>
            </ol>
            <p>{t('structure.verify-after')}</p>
          </Act>
        </div>
      )}
    </Section>
  );
}

/** Its mediators, venues and modules, as it declared them. */
function Declared({ structure }: { readonly structure: StructureShown }) {
  const { t } = useTranslation('operator');
  return (
    <>
      <Section title={t('structure.mediators')}>
        {structure.mediators.length === 0 ? (
          <p className="soft">{t('structure.mediators-none')}</p>
        ) : (
          <Table
            caption={t('structure.mediators')}
            isCaptionHidden
            rows={structure.mediators}
            keyOf={(each) => each.id}
            columns={[
              { title: t('structure.mediator'), cell: (each) => each.name, isHeading: true },
              {
                title: t('common.state'),
                cell: (each) =>
                  t(each.conseillerNumerique ? 'structure.conseiller' : 'structure.mediator-paid'),
              },
            ]}
          />
        )}
      </Section>
      <Section title={t('structure.venues')}>
        {structure.venues.length === 0 ? (
          <p className="soft">{t('structure.venues-none')}</p>
        ) : (
          <Table
            caption={t('structure.venues')}
            isCaptionHidden
            rows={structure.venues}
            keyOf={(each) => each.id}
            columns={[
              { title: t('structure.venue'), cell: (each) => each.name, isHeading: true },
              {
                title: t('structure.address'),
                cell: (each) => `${each.street}, ${each.postcode} ${each.commune}`,
              },
              { title: t('structure.opening'), cell: (each) => each.opening },
            ]}
          />
        )}
      </Section>
      <Section title={t('structure.offers')}>
        {structure.offers.length === 0 ? (
          <p className="soft">{t('structure.offers-none')}</p>
        ) : (
          <Table
            caption={t('structure.offers')}
            isCaptionHidden
            rows={structure.offers}
            keyOf={(each) => each.moduleId}
            columns={[
              { title: t('structure.module'), cell: (each) => each.title, isHeading: true },
              {
                title: t('structure.price'),
                cell: (each) => (
                  <>
                    <Money cents={each.priceCents} />
                    {!each.payableByVoucher && <small> ({t('structure.not-payable')})</small>}
                  </>
                ),
                isFigure: true,
              },
            ]}
          />
        )}
      </Section>
    </>
  );
}
