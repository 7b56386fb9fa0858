import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { allowSound, isSilent, setSilent } from '../../scanning/signals.js';
import css from './sound-switch.module.css';

export function SoundSwitch() {
  const { t } = useTranslation('venue');
  const [isOff, setOff] = useState(isSilent);
  return (
    <button
      type="button"
      role="switch"
      aria-checked={!isOff}
      className={css.switch}
      onClick={() => {
        allowSound();
        setSilent(!isOff);
        setOff(!isOff);
      }}
    >
      {t('sound.label')} <strong>{isOff ? t('sound.off') : t('sound.on')}</strong>
    </button>
  );
}
