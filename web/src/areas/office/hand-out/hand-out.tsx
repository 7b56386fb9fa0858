import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../../components/loading.js';
import { Page } from '../../../components/page.js';
import { OfficeChoice } from '../office-choice.js';
import { NoOffice } from '../no-office.js';
import { type Office, useActingOffice } from '../use-office.js';
import { useCatalogue } from '../use-catalogue.js';
import { Done, type Given } from './done.js';
import { Serving } from './serving.js';

/** One person after another: who, what, which vouchers; then the slip, and the next one. */
export function HandOut() {
  const { t } = useTranslation('office');
  const acting = useActingOffice();
  const modules = useCatalogue();
  const { office, choices, choose } = acting;
  return (
    <Page title={t('hand-out.title')}>
      <Loaded query={acting.query}>
        {() =>
          office ? (
            <>
              <OfficeChoice office={office} choices={choices} choose={choose} />
              <Loaded query={modules}>
                {(catalogue) => <OneAfterAnother key={office.id} office={office} modules={catalogue} />}
              </Loaded>
            </>
          ) : (
            <NoOffice />
          )
        }
      </Loaded>
    </Page>
  );
}

interface Props {
  readonly office: Office;
  readonly modules: readonly { id: string; title: string; hours: number }[];
}

function OneAfterAnother({ office, modules }: Props) {
  const [given, setGiven] = useState<Given | null>(null);
  const served = useRef(0);
  if (given) {
    return <Done given={given} office={office} onNext={() => setGiven(null)} />;
  }
  return (
    <Serving
      key={served.current}
      office={office}
      modules={modules}
      onGiven={(made) => {
        served.current += 1;
        setGiven(made);
      }}
    />
  );
}
