import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { WordsOf } from '../areas/area.js';
import fr from './fr.json';

export type Language = 'fr' | 'en';
export const LANGUAGES: readonly Language[] = ['fr', 'en'];

const i18next = createInstance();
const CHOSEN = 'passerelle.language';
const sources = new Map<string, WordsOf>([
  ['shell', { fr: () => Promise.resolve({ default: fr }), en: () => import('./en.json') }],
]);

/** French unless this browser chose English. */
function chosenLanguage(): Language {
  try {
    return localStorage.getItem(CHOSEN) === 'en' ? 'en' : 'fr';
  } catch {
    return 'fr';
  }
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'fr',
    fallbackLng: 'fr',
    ns: ['shell'],
    defaultNS: 'shell',
    resources: { fr: { shell: fr } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  await switchLanguage(chosenLanguage());
}

/** Makes the sentences of an area known before its pages are shown. */
export async function addWords(namespace: string, words: WordsOf): Promise<void> {
  sources.set(namespace, words);
  await read(namespace, i18next.language as Language);
}

export async function switchLanguage(language: Language): Promise<void> {
  await Promise.all([...sources.keys()].map((namespace) => read(namespace, language)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(CHOSEN, language);
  } catch {
    // The choice then lasts as long as the page.
  }
}

async function read(namespace: string, language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, namespace)) return;
  const words = await sources.get(namespace)![language]();
  i18next.addResourceBundle(language, namespace, words.default);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language as Language;
}
