import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Api } from '../../../api/client.js';
import { useSignedIn } from '../../../api/session.js';
import { Button } from '../../../components/button.js';
import { Notice } from '../../../components/notice.js';
import { Table } from '../../../components/table.js';
import { carry } from '../hand-out/carried.js';

interface DeclaredProps {
  readonly losses: Api['LossesView'];
  /** Vouchers of someone who is here, who may receive the new ones at once; or those of a drawer. */
  readonly what: 'codes' | 'book';
  readonly onMore: () => void;
}

/** What was revoked, and what replaces it. */
export function Declared({ losses: { losses, vouchers }, what, onMore }: DeclaredProps) {
  const { t } = useTranslation('office');
  const { role } = useSignedIn();
  const [, navigate] = useLocation();
  const title = useRef<HTMLHeadingElement>(null);
  const revoked = losses.reduce((sum, loss) => sum + loss.vouchers, 0);
  const books = losses.flatMap(({ replacementBook, orderNumber }) =>
    replacementBook ? [t('stock.book-name', { number: replacementBook.number, order: orderNumber })] : [],
  );
  useEffect(() => title.current?.focus(), []);
  return (
    <div className="stack-large">
      <div className="stack">
        <h2 ref={title} tabIndex={-1}>
          {t('loss.done', { count: revoked })}
        </h2>
        <p>{t('loss.done-lead')}</p>
      </div>
      {vouchers.length === 0 ? (
        <Notice kind="info" title={t('loss.not-replaced')} />
      ) : (
        <>
          <Notice
            kind="success"
            title={t('loss.replaced', { count: vouchers.length, books: books.join(', ') })}
          >
            <p>{t('loss.paper')}</p>
          </Notice>
          <Table
            caption={t('loss.replacements')}
            rows={vouchers}
            keyOf={({ code }) => code}
            columns={[
              {
                title: t('loss.place'),
                cell: ({ bookNumber, position }) => t('vouchers.place', { book: bookNumber, position }),
              },
              {
                title: t('loss.code'),
                isHeading: true,
                cell: ({ code }) => <span className="figures">{code}</span>,
              },
            ]}
          />
        </>
      )}
      <div className="row">
        {vouchers.length > 0 && what === 'codes' && (
          <Button
            onClick={() => {
              carry(vouchers.map(({ code }) => code));
              navigate(role === 'prescriber-manager' ? '/antenne/remettre' : '/antenne');
            }}
          >
            {t('loss.hand-out')}
          </Button>
        )}
        <Button kind="secondary" onClick={onMore}>
          {t('loss.more')}
        </Button>
      </div>
    </div>
  );
}
