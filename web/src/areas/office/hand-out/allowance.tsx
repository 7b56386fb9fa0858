import { useTranslation } from 'react-i18next';
import { Notice } from '../../../components/notice.js';
import { useLanguage } from '../../../words/words.js';
import css from './hand-out.module.css';
import type { Required } from './person.js';
import type { Looked } from './use-preview.js';

const NAMES = {
  familyName: 'person.family-name',
  givenName: 'person.given-name',
  birthDate: 'person.birth-date',
  moduleId: 'person.module',
  commune: 'person.commune',
} as const;

/** What the person may receive, in one sentence; null until it is known. */
export function useAllowanceSentence({ preview }: Looked): string | null {
  const { t } = useTranslation('office');
  const language = useLanguage();
  if (!preview) return null;
  if (preview.mayReceive === 0) return preview.reason ? preview.reason[language] : t('allowance.nothing');
  return t('allowance.may', { count: preview.mayReceive });
}

/** How many are permitted and why, with what the person already received. */
export function Allowance({
  looked,
  missing,
}: {
  readonly looked: Looked;
  readonly missing: readonly Required[];
}) {
  const { t } = useTranslation('office');
  const language = useLanguage();
  const sentence = useAllowanceSentence(looked);
  const { preview, state } = looked;
  if (state === 'incomplete') {
    return (
      <div className={css.waiting}>
        <p>{t('allowance.waiting')}</p>
        <p className="soft">
          {t('allowance.missing', { fields: missing.map((field) => t(NAMES[field])).join(', ') })}
        </p>
      </div>
    );
  }
  if (!preview) {
    const told = state === 'looking' ? t('allowance.looking') : t('allowance.unknown');
    return <p className={css.waiting}>{told}</p>;
  }
  const { mayReceive, round, heldNow, warning, reason } = preview;
  const held = heldNow > 0 && <p>{t('allowance.held', { count: heldNow })}</p>;
  return (
    <>
      {mayReceive > 0 ? (
        <Notice kind="success" title={sentence!}>
          <p>{round === 2 ? t('allowance.renewal') : t('allowance.first')}</p>
          {held}
        </Notice>
      ) : (
        <Notice kind="refusal" title={t('allowance.nothing')}>
          <p>{reason?.[language]}</p>
          {held}
        </Notice>
      )}
      {mayReceive > 0 && reason && <Notice kind="warning" title={reason[language]} />}
      {warning && (
        <Notice kind="warning" title={warning[language]}>
          <p>{t('allowance.warning')}</p>
        </Notice>
      )}
    </>
  );
}
