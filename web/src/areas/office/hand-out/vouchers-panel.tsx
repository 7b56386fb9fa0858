import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '../../../api/client.js';
import { NO_ANSWER } from '../../../api/refusal.js';
import type { Action } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { RadioGroup } from '../../../components/choice-fields.js';
import { Notice, RefusalNotice } from '../../../components/notice.js';
import { announce } from '../../../shell/live-region.js';
import { useLanguage } from '../../../words/words.js';
import { Allowance, useAllowanceSentence } from './allowance.js';
import { ByCamera } from './by-camera.js';
import { ChosenVouchers } from './chosen-vouchers.js';
import css from './hand-out.module.css';
import { fieldOf, missingOf, type Person } from './person.js';
import { ScanField } from './scan-field.js';
import type { Added, Codes, ScanMistake } from './use-codes.js';
import type { Looked } from './use-preview.js';

interface VouchersPanelProps {
  readonly person: Person;
  readonly looked: Looked;
  readonly codes: Codes;
  /** How many were chosen; null for as many as the person may receive. */
  readonly count: number | null;
  readonly onAdd: (typed: string) => void;
  /** A voucher that the camera read. */
  readonly onRead: (code: string) => Added;
  /** Leads to where a code is typed. */
  readonly onType: () => void;
  readonly onEmptyEnter: () => void;
  readonly onGoOn: () => void;
  readonly onCount: (count: number) => void;
  readonly onHandOut: () => void;
  readonly action: Action<Api['HandOutBody']>;
  readonly isLocked: boolean;
}

/** What the person may receive and why, which vouchers, and the one button. */
export function VouchersPanel(props: VouchersPanelProps) {
  const { person, looked, codes, action, isLocked, onAdd, onCount, onHandOut } = props;
  const { t } = useTranslation('office');
  const language = useLanguage();
  const { preview, state } = looked;
  const sentence = useAllowanceSentence(looked);
  useEffect(() => {
    if (state === 'known' && sentence) announce(sentence);
  }, [state, sentence]);

  const isUnanswered = action.refusal?.code === NO_ANSWER;
  const refusal = isUnanswered ? null : (looked.refusal ?? action.refusal);
  const rank = typeof refusal?.params['rank'] === 'number' ? refusal.params['rank'] : null;
  const isToldElsewhere =
    rank !== null || fieldOf(refusal?.code) !== undefined || (refusal?.errors.length ?? 0) > 0;
  const most = preview?.mayReceive ?? 0;
  const shown = preview?.vouchers.length ?? 0;
  const chosen = codes.list.length || (props.count ? Math.min(props.count, most) : shown);
  const mistakeOf = (mistake: ScanMistake) => t(`vouchers.mistakes.${mistake}`, { count: most });
  const isReady =
    (state === 'known' && preview!.allowed) ||
    (state === 'looking' && codes.list.length > 0 && codes.list.length <= most);
  return (
    <div className={css.panel}>
      <div data-place="allowance" tabIndex={-1} className={css.allowance}>
        <Allowance looked={looked} missing={missingOf(person)} />
      </div>
      {refusal && !isToldElsewhere && (
        <RefusalNotice refusal={refusal} isAnswer={refusal === action.refusal} />
      )}
      <fieldset disabled={isLocked} className={css.vouchers}>
        <legend className="visually-hidden">{t('vouchers.title')}</legend>
        {most > 1 && codes.list.length === 0 && (
          <RadioGroup
            label={t('vouchers.how-many')}
            isRow
            value={String(chosen)}
            onChange={(value) => onCount(Number(value))}
            options={Array.from({ length: most }, (_, index) => ({
              value: String(index + 1),
              label: t('vouchers.count', { count: index + 1 }),
            }))}
          />
        )}
        <ChosenVouchers
          codes={codes}
          ofBook={preview?.vouchers ?? []}
          wrong={rank === null ? null : { rank, sentence: refusal!.sentence(language) }}
        />
        <ScanField
          label={chosen > 0 ? t('vouchers.scan-others') : t('vouchers.scan')}
          hint={t('vouchers.scan-hint')}
          onAdd={onAdd}
          onEmptyEnter={missingOf(person).length > 0 ? props.onGoOn : props.onEmptyEnter}
          onTyping={codes.forgive}
          error={codes.mistake ? mistakeOf(codes.mistake) : undefined}
        />
        {preview?.mayReceive !== 0 && !isLocked && (
          <ByCamera
            onCode={props.onRead}
            most={preview?.mayReceive}
            mistakeOf={mistakeOf}
            onType={props.onType}
          />
        )}
      </fieldset>
      {isUnanswered && (
        <Notice kind="warning" isAnswer title={t('unanswered.title')}>
          <p>{t('unanswered.lead')}</p>
        </Notice>
      )}
      <div className={css.act}>
        <Button
          data-act="hand-out"
          isWide
          icon="check"
          disabled={!isReady && !isLocked && state !== 'looking'}
          isPending={action.isPending || (state === 'looking' && !isReady && !isUnanswered)}
          onClick={onHandOut}
        >
          {isUnanswered ? t('unanswered.retry') : t('vouchers.hand-out', { count: Math.max(chosen, 1) })}
        </Button>
      </div>
    </div>
  );
}
