import { useState } from 'react';
import { CodeField } from '../../../components/code-field.js';

interface ScanFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly onAdd: (typed: string) => void;
  readonly onEmptyEnter: () => void;
  readonly onTyping: () => void;
  readonly error?: string;
}

/** Takes a code from a hand scanner, which types it and Enter, or from fingers: Enter takes it, leaving the field too. */
export function ScanField({ onAdd, onEmptyEnter, onTyping, ...field }: ScanFieldProps) {
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const take = () => {
    if (typed.trim() === '') return onEmptyEnter();
    onAdd(typed);
    setTyped('');
    return setCode(null);
  };
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
        if (code !== null) take();
      }}
    >
      <CodeField
        {...field}
        value={typed}
        onChange={(text, whole) => {
          onTyping();
          setTyped(text);
          setCode(whole);
        }}
      />
    </div>
  );
}
