import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { Day, Money } from '../../components/figures.js';
import { Icon, type IconName } from '../../components/icon.js';
import { Loaded } from '../../components/loading.js';
import { Card, Page, Section } from '../../components/page.js';
import { useLanguage } from '../../words/words.js';
import { CodeForm } from './code-form.js';
import { NearestVenues } from './nearest-venues.js';
import css from './voucher.module.css';

type State = Api['PublicVoucher']['state'];

const LOOKS: Record<State, { readonly tone: 'good' | 'care' | 'stop'; readonly icon: IconName }> = {
  valid: { tone: 'good', icon: 'check' },
  'not-active': { tone: 'care', icon: 'clock' },
  'not-handed-out': { tone: 'care', icon: 'clock' },
  redeemed: { tone: 'stop', icon: 'cross' },
  expired: { tone: 'stop', icon: 'cross' },
  revoked: { tone: 'stop', icon: 'cross' },
  unknown: { tone: 'stop', icon: 'cross' },
  mistyped: { tone: 'stop', icon: 'warning' },
};

/** The page of a voucher, where its QR code leads: good or not and why, until when, for what, and where. */
export default function Voucher({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('public');
  const code = params.code ?? '';
  const query = useQuery({
    queryKey: ['voucher', code],
    queryFn: () => ask(api.GET('/api/v1/vouchers/{code}', { params: { path: { code } } })),
  });
  return (
    <Page title={t('voucher.title')} back={{ href: '/v', label: t('voucher.another') }}>
      <Loaded query={query}>{(voucher) => <Answer voucher={voucher} code={code} />}</Loaded>
    </Page>
  );
}

function Answer({ voucher, code }: { readonly voucher: Api['PublicVoucher']; readonly code: string }) {
  const { t } = useTranslation('public');
  const language = useLanguage();
  const { tone, icon } = LOOKS[voucher.state];
  const isTyping = voucher.state === 'mistyped' || voucher.state === 'unknown';
  return (
    <>
      <section className={css.answer} data-tone={tone} aria-labelledby="answer">
        <span className={css.icon}>
          <Icon name={icon} size={44} />
        </span>
        <div>
          <h2 id="answer">{t(`voucher.${voucher.state}`)}</h2>
          <p>{voucher.sentences[language]}</p>
          <p className={css.code}>{code.toUpperCase()}</p>
        </div>
        {voucher.faceValueCents !== null && (
          <dl className={css.facts}>
            <div>
              <dt>{t('voucher.worth')}</dt>
              <dd>
                <Money cents={voucher.faceValueCents} />
              </dd>
            </div>
            {voucher.validUntil !== null && (
              <div>
                <dt>{t('voucher.until')}</dt>
                <dd>
                  <Day day={voucher.validUntil} />
                </dd>
              </div>
            )}
          </dl>
        )}
      </section>
      {isTyping && (
        <Card>
          <CodeForm initial={code.toUpperCase()} />
        </Card>
      )}
      {voucher.state === 'valid' && <Uses faceValueCents={voucher.faceValueCents ?? 0} />}
      {(tone !== 'stop' || isTyping) && (
        <Section title={t('voucher.where')} isCard>
          <NearestVenues />
        </Section>
      )}
      {tone === 'stop' && !isTyping && <p className="measure">{t('voucher.no-longer')}</p>}
    </>
  );
}

function Uses({ faceValueCents }: { readonly faceValueCents: number }) {
  const { t } = useTranslation('public');
  const query = useQuery({
    queryKey: ['modules'],
    queryFn: () => ask(api.GET('/api/v1/modules', { params: { query: { limit: 200 } } })),
    staleTime: 300_000,
  });
  return (
    <Section title={t('voucher.uses')}>
      <p className="measure">
        {t('voucher.uses-lead')} <Money cents={faceValueCents} />. {t('voucher.uses-rest')}
      </p>
      <Loaded query={query} lines={2}>
        {({ items }) => (
          <ul className={css.modules}>
            {items.map((module) => (
              <li key={module.id}>
                {module.title} <span className="soft">{t('voucher.hours', { count: module.hours })}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
