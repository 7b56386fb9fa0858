import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCode, parseCode } from '../../../../src/scheme/voucher-symbols.js';
import { type Api, api, ask } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { Day, Money } from '../../components/figures.js';
import { Icon, type IconName } from '../../components/icon.js';
import { Loaded, Loading } from '../../components/loading.js';
import { Card, Page, Section } from '../../components/page.js';
import { useLanguage } from '../../words/words.js';
import { CodeForm } from './code-form.js';
import css from './voucher.module.css';

/** What finds a commune weighs as much as the page: it comes for whoever looks for a venue. */
const NearestVenues = lazy(() => import('./nearest-venues.js').catch(() => ({ default: AllVenues })));

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
          <p className={css.code}>{asPrinted(code)}</p>
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
          <CodeForm initial={voucher.state === 'mistyped' ? code.toUpperCase() : ''} />
        </Card>
      )}
      {voucher.state === 'valid' && <Uses faceValueCents={voucher.faceValueCents ?? 0} />}
      {tone !== 'stop' && (
        <Section title={t('voucher.where')} isCard>
          <Where />
        </Section>
      )}
      {tone === 'stop' && !isTyping && <p className="measure">{t('voucher.no-longer')}</p>}
    </>
  );
}

/** What did not come by a bar of network: its page remains. */
function AllVenues() {
  const { t } = useTranslation('public');
  return <a href="/ou">{t('voucher.all-venues')}</a>;
}

function Where() {
  const { t } = useTranslation('public');
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) {
    return (
      <div>
        <Button kind="secondary" icon="pin" onClick={() => setAsked(true)}>
          {t('voucher.find')}
        </Button>
      </div>
    );
  }
  return (
    <Suspense fallback={<Loading lines={2} />}>
      <NearestVenues />
    </Suspense>
  );
}

/** What stands in the address, grouped as on the voucher. */
function asPrinted(code: string): string {
  const parsed = parseCode(code);
  return parsed.ok ? formatCode(parsed.canonical) : code.toUpperCase();
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
