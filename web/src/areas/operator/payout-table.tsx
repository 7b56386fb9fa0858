import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Api } from '../../api/client.js';
import { Money, Quantity } from '../../components/figures.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import css from './operator.module.css';

const TONES = {
  prepared: 'care',
  sent: 'info',
  confirmed: 'good',
  rejected: 'stop',
  returned: 'stop',
} as const;

export function PayoutState({ state }: { readonly state: Api['PayoutView']['state'] }) {
  const { t } = useTranslation('operator');
  return <Status tone={TONES[state]}>{t(`payout-state.${state}`)}</Status>;
}

interface Props {
  readonly caption: string;
  readonly payouts: readonly Api['PayoutView'][];
}

/** Payouts, each leading to the scans it pays. */
export function PayoutTable({ caption, payouts }: Props) {
  const { t } = useTranslation('operator');
  return (
    <Table
      caption={caption}
      isCaptionHidden
      rows={payouts}
      keyOf={(each) => each.id}
      columns={[
        {
          title: t('payouts.structure'),
          cell: (each) => <Link href={`/operateur/contre-paiements/${each.id}`}>{each.structureName}</Link>,
          isHeading: true,
        },
        { title: t('run.reference'), cell: (each) => <span className={css.mono}>{each.endToEndId}</span> },
        {
          title: t('payouts.redemptions'),
          cell: (each) => <Quantity value={each.redemptions} />,
          isFigure: true,
        },
        { title: t('common.amount'), cell: (each) => <Money cents={each.cents} always />, isFigure: true },
        { title: t('common.state'), cell: (each) => <PayoutState state={each.state} /> },
      ]}
    />
  );
}
