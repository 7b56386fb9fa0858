import type { HTMLInputAutoCompleteAttribute } from 'react';
import { FieldFrame, type FieldProps, useField } from './form.js';
import css from './field.module.css';

interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password' | 'tel' | 'search';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'email';
  /** More than one line. */
  readonly isLong?: boolean;
  /** A few characters: the field is no wider than what goes into it. */
  readonly isShort?: boolean;
  readonly isDisabled?: boolean;
  readonly maxLength?: number;
  readonly spellCheck?: boolean;
}

export function TextField(props: TextFieldProps) {
  const {
    value,
    onChange,
    type = 'text',
    autoComplete,
    inputMode,
    isLong,
    isShort,
    isDisabled,
    maxLength,
  } = props;
  const field = useField(props);
  const control = {
    ...field.ids,
    name: props.name,
    value,
    autoComplete: autoComplete ?? 'off',
    disabled: isDisabled,
    maxLength,
    spellCheck: props.spellCheck,
    className: isShort ? `${css.control} ${css.short}` : css.control,
  };
  return (
    <FieldFrame {...props} {...field}>
      {isLong ? (
        <textarea {...control} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input
          {...control}
          type={type}
          inputMode={inputMode}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FieldFrame>
  );
}
