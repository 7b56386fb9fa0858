import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseCode } from '../../../../../src/scheme/voucher-symbols.js';
import { TextField } from '../../../components/text-field.js';
import { announce } from '../../../shell/live-region.js';
import { formatCode, readCode } from './code.js';

const LENGTH = 17;

interface ScanFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly onAdd: (typed: string) => void;
  readonly onEmptyEnter: () => void;
  readonly onTyping: () => void;
  readonly error?: string;
}

/** Takes a code from a hand scanner, which types it and Enter, or from fingers, checked as they go. */
export function ScanField({ label, hint, onAdd, onEmptyEnter, onTyping, error }: ScanFieldProps) {
  const { t } = useTranslation('office');
  const { t: shell } = useTranslation();
  const [typed, setTyped] = useState('');
  const bare = typed.replaceAll(/[\s\p{Pd}]/gu, '');
  const isAddress = typed.includes('/') || typed.includes(':');
  const isWrong = !isAddress && bare.length >= LENGTH && !parseCode(bare).ok;
  const take = () => {
    if (typed.trim() === '') return onEmptyEnter();
    if (readCode(typed) !== null) announce(t('vouchers.added'));
    onAdd(typed);
    return setTyped('');
  };
  const left = Math.max(LENGTH - bare.length, 0);
  const isTyping = bare !== '' && !isAddress && !isWrong;
  const count = left === 0 ? shell('code.good') : shell('code.left', { count: left });
  const progress = isTyping ? count : hint;
  return (
    <div
      data-field="code"
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat) take();
      }}
      onBlur={() => {
        if (readCode(typed) !== null) take();
      }}
    >
      <TextField
        label={label}
        hint={progress}
        value={typed}
        onChange={(text) => {
          onTyping();
          const isCode = !text.includes('/') && !text.includes(':');
          setTyped(isCode ? formatCode(text.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')) : text);
        }}
        error={isWrong ? shell('code.wrong') : error}
        spellCheck={false}
      />
    </div>
  );
}
