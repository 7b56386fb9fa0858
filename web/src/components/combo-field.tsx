import type { ReactNode } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { useField, type FieldProps, FieldError } from './form.js';
import css from './field.module.css';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
}

interface ComboFieldProps extends FieldProps {
  /** What is typed. */
  readonly text: string;
  readonly onText: (text: string) => void;
  /** The choices for what is typed: the caller filters. */
  readonly choices: readonly Choice[];
  readonly onChoose: (choice: Choice | null) => void;
  /** Shown while there is no choice: the list opens at once, and fills when the choices arrive. */
  readonly empty?: ReactNode;
}

/** One of many, found by typing: arrows and Enter choose. */
export function ComboField(props: ComboFieldProps) {
  const { label, hint, text, onText, choices, onChoose, empty } = props;
  const { ids, wrong } = useField(props);
  return (
    <ComboBox
      className={css.field}
      inputValue={text}
      onInputChange={onText}
      items={choices}
      allowsCustomValue
      allowsEmptyCollection={empty !== undefined}
      menuTrigger="input"
      isInvalid={wrong !== undefined}
      onChange={(key) => onChoose(choices.find((choice) => choice.id === key) ?? null)}
    >
      <Label className={css.label}>{label}</Label>
      {hint && (
        <Text slot="description" className={css.hint}>
          {hint}
        </Text>
      )}
      {wrong && <FieldError id={`${ids.id}-error`}>{wrong}</FieldError>}
      <Input className={css.control} autoComplete="off" />
      <Popover className={css.popover}>
        <ListBox className={css.list} renderEmptyState={() => <div className={css.hint}>{empty}</div>}>
          {(choice: Choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={css.option}>
              {choice.label} {choice.detail && <small>{choice.detail}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
