import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { Loaded } from '../../../components/loading.js';
import { Notice } from '../../../components/notice.js';
import { announce } from '../../../shell/live-region.js';
import { useLanguage } from '../../../words/words.js';
import type { Office } from '../use-office.js';
import css from './hand-out.module.css';
import { NearestVenues, Slip } from './slip.js';

const NEAREST = 3;

/** A hand-out just made. Nothing in it says to whom. */
export interface Given {
  readonly handedOut: Api['HandedOutView'];
  readonly module: { readonly id: string; readonly title: string; readonly hours: number };
  /** The INSEE code of the person’s commune, which the nearest venues are near. */
  readonly commune: string;
}

interface DoneProps {
  readonly given: Given;
  readonly office: Office;
  readonly onNext: () => void;
}

/** It is done: the slip to print, and the next person. */
export function Done({ given, office, onNext }: DoneProps) {
  const { t } = useTranslation('office');
  const language = useLanguage();
  const title = useRef<HTMLHeadingElement>(null);
  const { handedOut, module, commune } = given;
  const count = handedOut.vouchers.length;
  const venues = useQuery({
    queryKey: ['venues', 'near', commune, module.id],
    queryFn: () =>
      ask(
        api.GET('/api/v1/venues', {
          params: { query: { near: commune, moduleId: module.id, limit: NEAREST } },
        }),
      ),
    staleTime: 5 * 60_000,
  });
  useEffect(() => {
    // On a heading, which a second Enter cannot press.
    title.current?.focus();
    announce(t('done.title', { count }));
  }, [t, count]);
  return (
    <div className={css.done}>
      <div className="stack no-print">
        <h2 ref={title} tabIndex={-1} className={css.doneTitle}>
          {t('done.title', { count })}
        </h2>
        <p className={css.give}>{t('done.lead', { count })}</p>
        {handedOut.warning && <Notice kind="warning" title={handedOut.warning[language]} />}
        <div className="row">
          <Button icon="print" isPending={venues.isLoading} onClick={() => window.print()}>
            {t('done.print')}
          </Button>
          <Button kind="secondary" icon="arrow" onClick={onNext}>
            {t('done.next')}
          </Button>
        </div>
      </div>
      <Slip given={given} office={office}>
        <Loaded query={venues} lines={6}>
          {({ items }) => <NearestVenues venues={items} moduleId={module.id} />}
        </Loaded>
      </Slip>
    </div>
  );
}
