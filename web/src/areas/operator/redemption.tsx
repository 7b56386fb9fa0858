import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, ask } from '../../api/client.js';
import { Day, Instant, Money } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { useFormats } from '../../words/formats.js';
import { Desk } from './desk.js';

/** A scan: what it owes to whom, and the payout that paid it. */
export function Redemption({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const { instant } = useFormats();
  const id = params.id!;
  const query = useQuery({
    queryKey: ['redemption', id],
    queryFn: () => ask(api.GET('/api/v1/redemptions/{id}', { params: { path: { id } } })),
  });
  return (
    <Desk
      title={t('redemption.title', { number: query.data?.receipt ?? '' })}
      back={{ href: '/operateur/contre-paiements', label: t('run.back') }}
      isNarrow
    >
      <Loaded query={query}>
        {(scan) => (
          <>
            {scan.undoneAt && (
              <Notice kind="warning">
                {t('redemption.undone', { at: instant(scan.undoneAt), reason: scan.undoReason ?? '' })}
              </Notice>
            )}
            <Details
              items={[
                { label: t('redemption.at'), value: <Instant at={scan.at} /> },
                { label: t('redemption.session'), value: <Day day={scan.sessionOn} /> },
                {
                  label: t('redemption.venue'),
                  value: <Link href={`/operateur/structures/${scan.structureId}`}>{scan.venue.name}</Link>,
                },
                { label: t('redemption.module'), value: scan.module.title },
                { label: t('redemption.mediator'), value: scan.mediatorName },
                { label: t('redemption.serial'), value: scan.voucherSerial },
                { label: t('redemption.price'), value: <Money cents={scan.priceCents} always /> },
                { label: t('redemption.copayment'), value: <Money cents={scan.copaymentCents} always /> },
                { label: t('redemption.structure'), value: <Money cents={scan.structureCents} always /> },
                { label: t('redemption.fee'), value: <Money cents={scan.feeCents} always /> },
                {
                  label: t('redemption.payout'),
                  value: scan.payoutId ? (
                    <Link href={`/operateur/contre-paiements/${scan.payoutId}`}>{t('common.open')}</Link>
                  ) : (
                    t('redemption.no-payout')
                  ),
                },
                {
                  label: t('common.books'),
                  value: <Link href={`/operateur/comptes/causes/${scan.id}`}>{t('common.open')}</Link>,
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Desk>
  );
}
