import { createContext, type ReactNode, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useAction } from '../../api/use-action.js';
import { Button, type ButtonKind } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Form } from '../../components/form.js';
import type { IconName } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import css from './operator.module.css';

const Say = createContext<(done: string) => void>(() => undefined);

type DeskProps = Parameters<typeof Page>[0];

/** A page of the operator: what was just done there is told under its title. */
export function Desk({ children, ...page }: DeskProps) {
  const [done, setDone] = useState<{ text: string; count: number } | null>(null);
  return (
    <Say value={(text) => setDone((before) => ({ text, count: (before?.count ?? 0) + 1 }))}>
      <Page {...page}>
        {done && <Notice key={done.count} kind="success" isAnswer title={done.text} />}
        {children}
      </Page>
    </Say>
  );
}

interface ActProps<Output> {
  /** Of the button that asks. */
  readonly label: string;
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** Of the dialog. */
  readonly title: string;
  /** Of the button that acts, with its amount where money moves. */
  readonly confirm: string;
  readonly isDanger?: boolean;
  readonly do: (key: string) => Promise<Output>;
  /** What is told once it is done, unless `onDone` leads to a page that tells it. */
  readonly done?: string | ((output: Output) => string);
  readonly onDone?: (output: Output) => void;
  /** What will happen, and what must be filled in. */
  readonly children: ReactNode;
}

/** An act that asks first: its dialog repeats what will happen. What was typed stays after a refusal. */
export function Act<Output>(props: ActProps<Output>) {
  const { t } = useTranslation('operator');
  const say = use(Say);
  const [isOpen, setOpen] = useState(false);
  const action = useAction<void, Output>({
    do: (_, key) => props.do(key),
    onDone: (output) => {
      setOpen(false);
      if (props.done) say(typeof props.done === 'string' ? props.done : props.done(output));
      props.onDone?.(output);
    },
  });
  const close = () => {
    if (action.isPending) return;
    action.clear();
    setOpen(false);
  };
  return (
    <>
      <Button kind={props.kind} icon={props.icon} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Dialog title={props.title} isOpen={isOpen} onClose={close}>
        <Form onSubmit={() => action.run()} refusal={action.refusal}>
          {props.children}
          <div className={css.answers}>
            <Button type="submit" kind={props.isDanger ? 'danger' : 'primary'} isPending={action.isPending}>
              {props.confirm}
            </Button>
            <Button kind="secondary" onClick={close}>
              {t('common.cancel')}
            </Button>
          </div>
        </Form>
      </Dialog>
    </>
  );
}

/** What will happen, one sentence each. */
export function Consequences({ of }: { readonly of: readonly (string | false | null)[] }) {
  return (
    <ul className={css.consequences}>
      {of
        .filter((each) => typeof each === 'string')
        .map((each) => (
          <li key={each}>{each}</li>
        ))}
    </ul>
  );
}

/** A filter kept in the address, so that a link leads to what it names and Back comes back to it. */
export function useFilter<Value extends string = string>(
  name: string,
  values?: readonly Value[],
): [Value | '', (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const found = (search.get(name) ?? '') as Value;
  const value = !values || values.includes(found) ? found : '';
  const set = (next: string) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (next) after.set(name, next);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return [value, set];
}

export function Filters({ children }: { readonly children: ReactNode }) {
  return (
    <div className={css.filters} role="search">
      {children}
    </div>
  );
}
