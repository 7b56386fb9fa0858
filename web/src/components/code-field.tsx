import { useTranslation } from 'react-i18next';
import { formatCode } from '../../../src/scheme/voucher-symbols.js';
import { codeInScan } from '../scanning/scan-text.js';
import { FieldFrame, type FieldProps, useField } from './form.js';
import { Icon } from './icon.js';
import css from './field.module.css';

interface CodeFieldProps extends FieldProps {
  readonly value: string;
  /** What is typed, in groups; `code` is the whole code once it is right. */
  readonly onChange: (value: string, code: string | null) => void;
}

const LENGTH = 17;

const isAddress = (typed: string) => /[/:]/.test(typed);

/** Groups what is typed by four, as it is printed; the address that a hand scanner types stays as it is. */
function group(typed: string): string {
  if (isAddress(typed)) return typed;
  const bare = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return formatCode(bare.slice(0, LENGTH));
}

/**
 * The code of a voucher, checked as it is typed: a wrong character or two exchanged are told before anything is sent. A
 * hand scanner types here too: the code (the bars), or the public address of the voucher (the QR code).
 */
export function CodeField(props: CodeFieldProps) {
  const { t } = useTranslation();
  const field = useField(props);
  const bare = props.value.replaceAll('-', '');
  const isTyping = isAddress(props.value) || bare.length < LENGTH;
  const state = codeInScan(props.value) !== null ? 'good' : isTyping ? 'typing' : 'wrong';
  return (
    <FieldFrame {...props} {...field}>
      <input
        {...field.ids}
        name={props.name}
        className={`${css.control} ${css.code}`}
        value={props.value}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder="XXXX-XXXX-XXXX-XXXX-X"
        onChange={(event) => {
          const value = group(event.target.value);
          props.onChange(value, codeInScan(value));
        }}
      />
      <p className={css.codeState} data-state={state} role="status">
        {state === 'good' && <Icon name="check" size={20} />}
        {state === 'wrong' && <Icon name="warning" size={20} />}
        {state === 'good' && t('code.good')}
        {state === 'wrong' && t('code.wrong')}
        {state === 'typing' &&
          bare.length > 0 &&
          !isAddress(bare) &&
          t('code.left', { count: LENGTH - bare.length })}
      </p>
    </FieldFrame>
  );
}
