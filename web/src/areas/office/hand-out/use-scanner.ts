import { useEffect, useRef } from 'react';

/** Between two characters a scanner takes a few milliseconds; a person who types does not type into nothing. */
const BURST_MS = 120;
const SHORTEST = 12;

/**
 * A hand scanner is a keyboard that types a code and Enter, wherever the focus is. Where it is in no field, what it types
 * is taken here, and its Enter presses no button: a third scan must not hand out the first two.
 */
export function useScanner(onScan: (typed: string) => void): void {
  const take = useRef(onScan);
  take.current = onScan;
  useEffect(() => {
    let typed = '';
    let last = 0;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isField = target.matches('input:not([type=radio], [type=checkbox]), select, textarea');
      const isAnswering = document.querySelector('[role=dialog]') !== null;
      if (isField || isAnswering || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.timeStamp - last > BURST_MS) typed = '';
      last = event.timeStamp;
      if (event.key === 'Enter' && typed.length >= SHORTEST) {
        event.preventDefault();
        event.stopPropagation();
        take.current(typed);
        typed = '';
      } else if (event.key.length === 1) {
        typed += event.key;
        // A space presses a button, a letter moves a choice: not in the middle of a scan.
        if (typed.length > 2) event.preventDefault();
      }
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
}
