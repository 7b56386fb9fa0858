import { FieldFrame, type FieldProps, useField } from './form.js';
import css from './field.module.css';

interface FileFieldProps extends FieldProps {
  readonly onChange: (file: File | null) => void;
  /** What may be chosen: `.xml,application/xml`. */
  readonly accept?: string;
}

export function FileField(props: FileFieldProps) {
  const field = useField(props);
  return (
    <FieldFrame {...props} {...field}>
      <input
        {...field.ids}
        type="file"
        name={props.name}
        accept={props.accept}
        className={css.control}
        onChange={(event) => props.onChange(event.target.files?.[0] ?? null)}
      />
    </FieldFrame>
  );
}
