import { FieldFrame, type FieldProps, useField } from './form.js';
import css from './field.module.css';

interface SelectFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Shown for the empty value: « Choisissez ». */
  readonly placeholder?: string;
}

/** The system's own list: what an old PC and every phone do best. */
export function SelectField(props: SelectFieldProps) {
  const field = useField(props);
  return (
    <FieldFrame {...props} {...field}>
      <select
        {...field.ids}
        name={props.name}
        className={css.control}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {props.placeholder !== undefined && <option value="">{props.placeholder}</option>}
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
