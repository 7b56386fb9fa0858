import { createContext, type ReactNode, useContext, useId } from 'react';
import type { Refusal } from '../api/refusal.js';
import { useLanguage } from '../words/words.js';
import { Icon } from './icon.js';
import { RefusalNotice } from './notice.js';
import css from './field.module.css';

const RefusalOfForm = createContext<Refusal | null>(null);

interface FormProps {
  readonly onSubmit: () => void;
  /** That of the form's action: told above the fields, and beside each field that it names. */
  readonly refusal?: Refusal | null;
  readonly children: ReactNode;
}

/** What is typed stays whatever the answer; the API says what is wrong, in the language of the page. */
export function Form({ onSubmit, refusal = null, children }: FormProps) {
  return (
    <form
      noValidate
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {refusal && <RefusalNotice key={refusal.code + refusal.errors.length} refusal={refusal} />}
      <RefusalOfForm value={refusal}>{children}</RefusalOfForm>
    </form>
  );
}

/** What every field has. */
export interface FieldProps {
  readonly label: string;
  /** Its name in the API: what the API says is wrong with it is shown here. */
  readonly name?: string;
  readonly hint?: ReactNode;
  /** What is wrong, if the page knows before the API. */
  readonly error?: string | null;
  readonly isOptional?: boolean;
}

export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** The label, the hint and the error of a field, tied to its control. */
export function useField({ name, hint, error }: Pick<FieldProps, 'name' | 'hint' | 'error'>) {
  const id = useId();
  const refusal = useContext(RefusalOfForm);
  const language = useLanguage();
  const wrong = error ?? (name ? refusal?.of(name, language) : undefined);
  const described = [hint ? `${id}-hint` : null, wrong ? `${id}-error` : null].filter(Boolean).join(' ');
  const ids: FieldIds = {
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': wrong ? true : undefined,
  };
  return { ids, wrong };
}

interface FrameProps extends FieldProps {
  readonly ids: FieldIds;
  readonly wrong: string | undefined;
  readonly children: ReactNode;
}

/** How a field looks around its control. */
export function FieldFrame({ label, hint, isOptional, ids, wrong, children }: FrameProps) {
  return (
    <div className={css.field} data-wrong={wrong ? true : undefined}>
      <label htmlFor={ids.id} className={css.label}>
        {label}
        {isOptional && <Optional />}
      </label>
      {hint && (
        <div id={`${ids.id}-hint`} className={css.hint}>
          {hint}
        </div>
      )}
      {wrong && <FieldError id={`${ids.id}-error`}>{wrong}</FieldError>}
      {children}
    </div>
  );
}

export function Optional() {
  const language = useLanguage();
  return <span className={css.optional}> {language === 'fr' ? '(facultatif)' : '(optional)'}</span>;
}

export function FieldError({ id, children }: { readonly id: string; readonly children: string }) {
  return (
    <p id={id} className={css.error}>
      <Icon name="warning" size={18} /> {children}
    </p>
  );
}
