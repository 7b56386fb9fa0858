import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Api } from '../../../api/client.js';
import { Loaded } from '../../../components/loading.js';
import { Page } from '../../../components/page.js';
import { NoOffice } from '../no-office.js';
import { OfficeChoice } from '../office-choice.js';
import { useActingOffice } from '../use-office.js';
import { Declared } from './declared.js';
import { LossForm } from './loss-form.js';

/** Vouchers, or a book, that are lost, stolen or damaged: declared, and replaced. */
export function Loss() {
  const { t } = useTranslation('office');
  const [search] = useSearchParams();
  const [told, setTold] = useState(() => search.get('antenne'));
  const { query, office: acting, choices, choose } = useActingOffice();
  const [declared, setDeclared] = useState<{ losses: Api['LossesView']; what: 'codes' | 'book' } | null>(
    null,
  );
  const office = choices.find(({ id }) => id === told) ?? acting;
  return (
    <Page title={t('loss.title')} lead={t('loss.lead')} isNarrow>
      <Loaded query={query}>
        {() => {
          if (!office) return <NoOffice />;
          if (declared) return <Declared {...declared} onMore={() => setDeclared(null)} />;
          return (
            <>
              <OfficeChoice
                office={office}
                choices={choices}
                choose={(id) => {
                  setTold(null);
                  choose(id);
                }}
              />
              <LossForm
                key={office.id}
                office={office}
                bookId={office.id === (told ?? office.id) ? search.get('carnet') : null}
                onDeclared={(losses, what) => setDeclared({ losses, what })}
              />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
