import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.js';
import { CodeField } from '../../components/code-field.js';
import { Form } from '../../components/form.js';
import { Card } from '../../components/page.js';
import { allowSound } from '../../scanning/signals.js';

interface TypedCodeProps {
  /** What the button says. */
  readonly submit: string;
  readonly isBusy?: boolean;
  readonly onCode: (code: string) => void;
}

/** For a worn voucher or a broken camera: the code is checked as it is typed. */
export function TypedCode({ submit, isBusy, onCode }: TypedCodeProps) {
  const { t } = useTranslation('venue');
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  return (
    <Card>
      <Form
        onSubmit={() => {
          allowSound();
          setTried(code === null);
          if (code === null) return;
          onCode(code);
          setTyped('');
          setCode(null);
        }}
      >
        <CodeField
          label={t('typed.label')}
          hint={t('typed.hint')}
          value={typed}
          error={isTried && code === null ? t('typed.incomplete') : null}
          onChange={(value, whole) => {
            setTyped(value);
            setCode(whole);
            setTried(false);
          }}
        />
        <div>
          <Button type="submit" kind="secondary" isPending={isBusy}>
            {submit}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
