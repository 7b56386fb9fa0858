import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '../api/refusal.js';
import { useLanguage } from '../words/words.js';
import { Icon, type IconName } from './icon.js';
import css from './notice.module.css';

export type NoticeKind = 'info' | 'success' | 'warning' | 'refusal';

const ICONS: Record<NoticeKind, IconName> = {
  info: 'info',
  success: 'check',
  warning: 'warning',
  refusal: 'cross',
};

interface NoticeProps {
  readonly kind?: NoticeKind;
  readonly title?: string;
  /** Takes the focus when it appears: the answer to what was just done. */
  readonly isAnswer?: boolean;
  readonly children?: ReactNode;
}

/** Something to know: its kind is told by a word for screen readers, an icon, a frame and a colour. */
export function Notice({ kind = 'info', title, isAnswer, children }: NoticeProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAnswer) element.current?.focus();
  }, [isAnswer]);
  return (
    <div ref={element} tabIndex={isAnswer ? -1 : undefined} className={css.notice} data-kind={kind}>
      <span className={css.icon}>
        <Icon name={ICONS[kind]} size={20} />
      </span>
      <div className={css.text}>
        <span className="visually-hidden">{t(`notice.${kind}`)} </span>
        {title && <strong className={css.title}>{title}</strong>}
        {children}
      </div>
    </div>
  );
}

/** A refusal of the API in the language of the page, with what is wrong with each field. */
export function RefusalNotice({
  refusal,
  isAnswer = true,
}: {
  readonly refusal: Refusal;
  readonly isAnswer?: boolean;
}) {
  const language = useLanguage();
  return (
    <Notice kind="refusal" isAnswer={isAnswer} title={refusal.sentence(language)}>
      {refusal.errors.length > 0 && (
        <ul className={css.errors}>
          {refusal.errors.map((error) => (
            <li key={error.field + error.rule}>{error[language]}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
