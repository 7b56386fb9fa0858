import { useRef, useState } from 'react';
import { formatCode } from '../../../../../src/scheme/voucher-symbols.js';
import { codeInScan } from '../../../scanning/scan-text.js';

export type ScanMistake = 'wrong' | 'twice' | 'many';
/** What became of a voucher scanned or typed: how many there are with it, or why it is not taken. */
export type Added = { readonly count: number } | { readonly mistake: ScanMistake };

/** The vouchers scanned or typed for this person, in their order. */
export function useCodes(initial: () => readonly string[] = () => []) {
  const [list, setList] = useState(initial);
  /** Two that are read in one picture come one after the other before the page is drawn again. */
  const latest = useRef(list);
  const keep = (codes: readonly string[]) => {
    latest.current = codes;
    setList(codes);
  };
  const [mistake, setMistake] = useState<ScanMistake | null>(null);
  return {
    list,
    mistake,
    forgive: () => setMistake(null),
    /** A mistake is told beside the field where it was typed, unless it was not typed. */
    add: (typed: string, most: number | undefined, isTyped = true): Added => {
      const held = latest.current;
      const read = codeInScan(typed);
      const code = read && formatCode(read);
      const wrong = !code
        ? 'wrong'
        : held.includes(code)
          ? 'twice'
          : most !== undefined && held.length >= most
            ? 'many'
            : null;
      setMistake(isTyped ? wrong : null);
      if (wrong) return { mistake: wrong };
      keep([...held, code!]);
      return { count: held.length + 1 };
    },
    remove: (code: string) => {
      setMistake(null);
      keep(latest.current.filter((each) => each !== code));
    },
  };
}

export type Codes = ReturnType<typeof useCodes>;
