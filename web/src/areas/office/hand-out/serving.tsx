import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../../api/client.js';
import { NO_ANSWER } from '../../../api/refusal.js';
import { useAction } from '../../../api/use-action.js';
import { announce } from '../../../shell/live-region.js';
import type { Office } from '../use-office.js';
import { takeCarried } from './carried.js';
import type { Given } from './done.js';
import css from './hand-out.module.css';
import { bodyOf, missingOf, nobody, type Person } from './person.js';
import { PersonFields } from './person-fields.js';
import { useLookAhead } from './use-preview.js';
import { useScanner } from './use-scanner.js';
import { type Added, useCodes } from './use-codes.js';
import { VouchersPanel } from './vouchers-panel.js';

interface ServingProps {
  readonly office: Office;
  readonly modules: readonly { id: string; title: string; hours: number }[];
  readonly onGiven: (given: Given) => void;
}

/**
 * The person in front, until the vouchers are handed out. Enter goes on from field to field, then to the vouchers, then
 * to the button: it never hands anything out from a field, so that what is permitted has been seen.
 */
export function Serving({ office, modules, onGiven }: ServingProps) {
  const { t } = useTranslation('office');
  const [person, setPerson] = useState<Person>(() => nobody(office.insee));
  const [count, setCount] = useState<number | null>(null);
  const [isAttempted, setAttempted] = useState(false);
  const place = useRef<HTMLFormElement>(null);
  const body = bodyOf(person, office.id);
  const codes = useCodes(takeCarried);
  const looked = useLookAhead(body, { codes: codes.list, count });
  const action = useAction({
    do: (request: Api['HandOutBody'], key) =>
      ask(api.POST('/api/v1/hand-outs', { body: request, params: { header: { 'Idempotency-Key': key } } })),
    changes: [['stock'], ['hand-outs']],
    onDone: (handedOut, request) => {
      const module = modules.find(({ id }) => id === request.moduleId)!;
      onGiven({ handedOut, module, commune: request.commune });
    },
  });
  /** What was sent and not answered: it is sent again as it was, and nothing else until then. */
  const sent = useRef<Api['HandOutBody'] | null>(null);
  const isUnanswered = action.refusal?.code === NO_ANSWER;
  const isLocked = action.isPending || isUnanswered;

  const focusOn = (selector: string) => place.current?.querySelector<HTMLElement>(selector)?.focus();
  useEffect(() => {
    // After the page has put the focus on its title.
    const timer = setTimeout(() => focusOn('[data-field=familyName] input'));
    return () => clearTimeout(timer);
  }, []);

  const toCode = () => focusOn('[data-field=code] input');
  const goOn = () => {
    const [first] = missingOf(person);
    setAttempted(true);
    if (first) focusOn(`[data-field=${first}] :is(input, select)`);
    else if (looked.refusal === null && looked.preview?.mayReceive === 0) focusOn('[data-place=allowance]');
    else toCode();
  };
  const most = looked.preview?.mayReceive;
  const add = (code: string, isTyped: boolean): Added => {
    action.clear();
    const added = codes.add(code, most, isTyped);
    if ('count' in added && added.count === most) setTimeout(() => focusOn('[data-act=hand-out]'));
    else if (isTyped) toCode();
    return added;
  };
  const addTyped = (typed: string) => {
    if (!isLocked && 'count' in add(typed, true)) announce(t('vouchers.added'));
  };
  useScanner(addTyped);

  const handOut = () => {
    if (isUnanswered && sent.current) return action.run(sent.current);
    const shown = looked.preview?.vouchers.map(({ code }) => code) ?? [];
    const chosen = codes.list.length > 0 ? [...codes.list] : shown;
    if (!body || chosen.length === 0) return goOn();
    sent.current = { ...body, vouchers: { codes: chosen } };
    return action.run(sent.current);
  };
  useEffect(() => {
    // What was refused has changed since it was looked at: someone else handed it out, or it was declared lost.
    if (action.refusal && !isUnanswered) looked.again();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [action.refusal]);

  return (
    <form
      ref={place}
      noValidate
      className={css.serving}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
        if (event.key !== 'Enter' || !isField || event.defaultPrevented || isLocked) return;
        event.preventDefault();
        if (!event.repeat) goOn();
      }}
    >
      <fieldset disabled={isLocked} className={css.person}>
        <PersonFields
          officeCommune={office.commune}
          person={person}
          onChange={(changed) => {
            setPerson(changed);
            action.clear();
          }}
          modules={modules}
          isAttempted={isAttempted}
          refusal={looked.refusal ?? (isUnanswered ? null : action.refusal)}
        />
      </fieldset>
      <VouchersPanel
        person={person}
        looked={looked}
        codes={codes}
        count={count}
        onAdd={addTyped}
        onRead={(code) => add(code, false)}
        onType={toCode}
        onEmptyEnter={() =>
          focusOn(looked.preview?.allowed ? '[data-act=hand-out]' : '[data-field=familyName] input')
        }
        onGoOn={goOn}
        onCount={setCount}
        onHandOut={handOut}
        action={action}
        isLocked={isLocked}
      />
    </form>
  );
}
