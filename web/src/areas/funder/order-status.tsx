import { useTranslation } from 'react-i18next';
import type { Api } from '../../api/client.js';
import { Status, type Tone } from '../../components/status.js';

type Order = Api['OrderView'];

/** What an order waits for first says more than the last step it took. */
export function OrderStatus({ order }: { readonly order: Order }) {
  const { t } = useTranslation('funder');
  const [awaited] = order.waitsFor;
  if (awaited)
    return (
      <Status tone={awaited === 'funder-payment' || awaited === 'fee-payment' ? 'care' : 'info'}>
        {t(`waits.${awaited}`)}
      </Status>
    );
  const tones: Partial<Record<Order['status'], Tone>> = {
    active: 'good',
    refused: 'stop',
    closed: 'neutral',
  };
  return <Status tone={tones[order.status] ?? 'neutral'}>{t(`status.${order.status}`)}</Status>;
}
