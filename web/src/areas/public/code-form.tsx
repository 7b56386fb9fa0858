import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { formatCode } from '../../../../src/scheme/voucher-symbols.js';
import { Button } from '../../components/button.js';
import { CodeField } from '../../components/code-field.js';
import { Form } from '../../components/form.js';

/** A code typed from a voucher; it leads to the voucher's page once it is whole and well formed. */
export function CodeForm({ initial = '' }: { readonly initial?: string }) {
  const { t } = useTranslation('public');
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState(initial);
  const [code, setCode] = useState<string | null>(null);
  const [isTooEarly, setTooEarly] = useState(false);
  return (
    <Form
      onSubmit={() => {
        if (code) navigate(`/v/${formatCode(code)}`);
        else setTooEarly(true);
      }}
    >
      <CodeField
        label={t('check.code')}
        hint={t('check.hint')}
        error={isTooEarly && !code ? t('check.incomplete') : null}
        value={typed}
        onChange={(value, whole) => {
          setTyped(value);
          setCode(whole);
          setTooEarly(false);
        }}
      />
      <div>
        <Button type="submit" icon="arrow">
          {t('check.submit')}
        </Button>
      </div>
    </Form>
  );
}
