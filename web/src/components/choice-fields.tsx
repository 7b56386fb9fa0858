import type { ReactNode } from 'react';
import { FieldError, type FieldProps, Optional, useField } from './form.js';
import css from './field.module.css';

interface CheckboxProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly isDisabled?: boolean;
}

export function Checkbox({ label, hint, isChecked, onChange, isDisabled }: CheckboxProps) {
  return (
    <label className={css.choice}>
      <input
        type="checkbox"
        checked={isChecked}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}

interface RadioGroupProps<Value extends string> extends FieldProps {
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { value: Value; label: ReactNode; hint?: ReactNode; isDisabled?: boolean }[];
  /** Side by side where there is room. */
  readonly isRow?: boolean;
}

/** One choice among few, all in sight. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { label, hint, options, value, onChange, isOptional, isRow } = props;
  const { ids, wrong } = useField(props);
  return (
    <fieldset
      className={css.field}
      data-wrong={wrong ? true : undefined}
      aria-describedby={ids['aria-describedby']}
    >
      <legend className={css.label}>
        {label}
        {isOptional && <Optional />}
      </legend>
      <div className={css.group}>
        {hint && (
          <div id={`${ids.id}-hint`} className={css.hint}>
            {hint}
          </div>
        )}
        {wrong && <FieldError id={`${ids.id}-error`}>{wrong}</FieldError>}
        <div className={css.choices} data-row={isRow || undefined}>
          {options.map((option) => (
            <label key={option.value} className={css.choice}>
              <input
                type="radio"
                name={ids.id}
                checked={value === option.value}
                disabled={option.isDisabled}
                onChange={() => onChange(option.value)}
              />
              <span>
                {option.label}
                {option.hint && <small>{option.hint}</small>}
              </span>
            </label>
          ))}
        </div>
      </div>
    </fieldset>
  );
}
