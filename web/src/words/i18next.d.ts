import 'i18next';
import type funder from '../areas/funder/fr.json';
import type office from '../areas/office/fr.json';
import type operator from '../areas/operator/fr.json';
import type publicArea from '../areas/public/fr.json';
import type state from '../areas/state/fr.json';
import type venue from '../areas/venue/fr.json';
import type shell from './fr.json';

/** A sentence that does not exist does not compile: `useTranslation('funder')`, then `t('home.title')`. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: {
      shell: typeof shell;
      public: typeof publicArea;
      funder: typeof funder;
      state: typeof state;
      office: typeof office;
      venue: typeof venue;
      operator: typeof operator;
    };
  }
}
