import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../components/button.js';
import { RadioGroup } from '../../../components/choice-fields.js';
import { Dialog } from '../../../components/dialog.js';
import { RefusalNotice } from '../../../components/notice.js';
import { announce } from '../../../shell/live-region.js';
import { useLanguage } from '../../../words/words.js';
import { ByCamera } from '../hand-out/by-camera.js';
import { ChosenVouchers } from '../hand-out/chosen-vouchers.js';
import { ScanField } from '../hand-out/scan-field.js';
import { type ScanMistake, useCodes } from '../hand-out/use-codes.js';
import type { Office } from '../use-office.js';
import { BookFields, type BookLost } from './book-fields.js';

/** No more in one declaration: a whole book. */
const MOST = 10;
const REASONS = ['lost', 'stolen', 'damaged', 'other'] as const;

interface LossFormProps {
  readonly office: Office;
  /** The book one came from. */
  readonly bookId: string | null;
  readonly onDeclared: (losses: Api['LossesView'], what: 'codes' | 'book') => void;
}

export function LossForm({ office, bookId, onDeclared }: LossFormProps) {
  const { t } = useTranslation('office');
  const language = useLanguage();
  const [what, setWhat] = useState<'codes' | 'book'>(bookId ? 'book' : 'codes');
  const [book, setBook] = useState<BookLost>({
    bookId: bookId ?? '',
    fromPosition: bookId ? 1 : null,
  });
  const [reason, setReason] = useState<(typeof REASONS)[number]>('lost');
  const [isAsked, setAsked] = useState(false);
  const codes = useCodes();
  const place = useRef<HTMLFormElement>(null);
  const action = useAction({
    do: (_: void, key) => {
      const body =
        what === 'codes'
          ? { codes: [...codes.list], reason }
          : { bookId: Number(book.bookId), fromPosition: book.fromPosition!, reason };
      return ask(api.POST('/api/v1/losses', { body, params: { header: { 'Idempotency-Key': key } } }));
    },
    changes: [['stock'], ['allotments']],
    onDone: (losses) => onDeclared(losses, what),
  });
  const { refusal } = action;
  const rank = typeof refusal?.params['rank'] === 'number' ? refusal.params['rank'] : null;
  const isWhole = what === 'codes' ? codes.list.length > 0 : book.bookId !== '' && book.fromPosition !== null;
  const mistakeOf = (mistake: ScanMistake) =>
    mistake === 'many' ? t('loss.many', { count: MOST }) : t(`vouchers.mistakes.${mistake}`);
  const run = () => {
    setAsked(false);
    action.run();
  };
  return (
    <form ref={place} className="stack-large" noValidate onSubmit={(event) => event.preventDefault()}>
      <RadioGroup
        label={t('loss.what')}
        value={what}
        onChange={(value) => {
          setWhat(value);
          action.clear();
        }}
        options={[
          { value: 'codes', label: t('loss.codes'), hint: t('loss.codes-lead') },
          { value: 'book', label: t('loss.book'), hint: t('loss.book-lead') },
        ]}
      />
      {what === 'codes' ? (
        <div className="stack">
          <ChosenVouchers
            codes={codes}
            ofBook={[]}
            wrong={rank === null ? null : { rank, sentence: refusal!.sentence(language) }}
          />
          <ScanField
            label={t('loss.scan')}
            hint={t('loss.scan-hint')}
            onAdd={(typed) => {
              action.clear();
              if ('count' in codes.add(typed, MOST)) announce(t('vouchers.added'));
            }}
            onEmptyEnter={() => isWhole && setAsked(true)}
            onTyping={codes.forgive}
            error={codes.mistake ? mistakeOf(codes.mistake) : undefined}
          />
          <ByCamera
            onCode={(code) => {
              action.clear();
              return codes.add(code, MOST, false);
            }}
            most={MOST}
            mistakeOf={mistakeOf}
            onType={() => place.current?.querySelector<HTMLElement>('[data-field=code] input')?.focus()}
          />
        </div>
      ) : (
        <BookFields officeId={office.id} value={book} onChange={setBook} />
      )}
      <RadioGroup
        label={t('loss.reason')}
        isRow
        value={reason}
        onChange={setReason}
        options={REASONS.map((value) => ({ value, label: t(`loss.reasons.${value}`) }))}
      />
      {refusal && rank === null && <RefusalNotice refusal={refusal} />}
      <div>
        <Button disabled={!isWhole} isPending={action.isPending} onClick={() => setAsked(true)}>
          {t('loss.declare')}
        </Button>
      </div>
      <Dialog title={t('loss.sure')} isOpen={isAsked} onClose={() => setAsked(false)}>
        <p>
          {what === 'codes'
            ? t('loss.sure-codes', { count: codes.list.length })
            : t('loss.sure-book', { position: book.fromPosition })}
        </p>
        <p>{t('loss.sure-lead')}</p>
        <div className="row">
          <Button kind="danger" onClick={run}>
            {t('loss.confirm')}
          </Button>
          <Button kind="secondary" onClick={() => setAsked(false)}>
            {t('loss.cancel')}
          </Button>
        </div>
      </Dialog>
    </form>
  );
}
