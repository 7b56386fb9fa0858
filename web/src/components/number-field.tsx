import { useTranslation } from 'react-i18next';
import { FieldFrame, type FieldProps, useField } from './form.js';
import { Icon } from './icon.js';
import css from './field.module.css';

interface NumberFieldProps extends FieldProps {
  /** Null while nothing is typed. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

/** A quantity: typed, or changed by two large buttons. */
export function NumberField(props: NumberFieldProps) {
  const { t } = useTranslation();
  const { value, onChange, min = 0, max = Number.MAX_SAFE_INTEGER, step = 1, label } = props;
  const field = useField(props);
  const by = (change: number) => onChange(Math.min(max, Math.max(min, (value ?? min) + change)));
  return (
    <FieldFrame {...props} {...field}>
      <div className={css.stepper}>
        <button
          type="button"
          className={css.step}
          aria-label={t('number.less', { label })}
          disabled={value !== null && value <= min}
          onClick={() => by(-step)}
        >
          <Icon name="minus" />
        </button>
        <input
          {...field.ids}
          name={props.name}
          className={css.control}
          inputMode="numeric"
          autoComplete="off"
          value={value ?? ''}
          onChange={(event) => {
            const digits = event.target.value.replaceAll(/\D/g, '').slice(0, 9);
            onChange(digits === '' ? null : Number(digits));
          }}
        />
        <button
          type="button"
          className={css.step}
          aria-label={t('number.more', { label })}
          disabled={value !== null && value >= max}
          onClick={() => by(step)}
        >
          <Icon name="plus" />
        </button>
      </div>
    </FieldFrame>
  );
}
