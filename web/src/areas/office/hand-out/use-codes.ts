import { useState } from 'react';
import { formatCode, readCode } from './code.js';

export type ScanMistake = 'wrong' | 'twice' | 'many';

/** The vouchers scanned or typed for this person, in their order. */
export function useCodes(initial: () => readonly string[] = () => []) {
  const [list, setList] = useState(initial);
  const [mistake, setMistake] = useState<ScanMistake | null>(null);
  return {
    list,
    mistake,
    forgive: () => setMistake(null),
    /** Adds what was scanned or typed, and says how many there are then; undefined if it was not taken. */
    add: (typed: string, most: number | undefined): number | undefined => {
      const read = readCode(typed);
      const code = read && formatCode(read);
      const wrong = !code
        ? 'wrong'
        : list.includes(code)
          ? 'twice'
          : most !== undefined && list.length >= most
            ? 'many'
            : null;
      setMistake(wrong);
      if (wrong || !code) return undefined;
      setList([...list, code]);
      return list.length + 1;
    },
    remove: (code: string) => {
      setMistake(null);
      setList(list.filter((each) => each !== code));
    },
  };
}

export type Codes = ReturnType<typeof useCodes>;
