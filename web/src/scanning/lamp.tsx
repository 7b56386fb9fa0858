import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.js';
import css from './camera.module.css';

interface LampProps {
  readonly track: MediaStreamTrack;
  /** While an answer is over the picture: the lamp itself stays as it is. */
  readonly isHidden: boolean;
}

/** The phone's lamp, where its camera says that it has one: an evening class is badly lit. */
export function Lamp({ track, isHidden }: LampProps) {
  const { t } = useTranslation();
  const [isLit, setLit] = useState(false);
  if (!hasLamp(track)) return null;
  const press = async () => {
    // The libraries of types do not know it; a browser without it is not asked.
    const wanted = { torch: !isLit } as MediaTrackConstraintSet;
    await track.applyConstraints({ advanced: [wanted] });
    setLit(!isLit);
  };
  return (
    <button
      type="button"
      className={css.lamp}
      aria-pressed={isLit}
      hidden={isHidden}
      onClick={() => void press().catch(() => undefined)}
    >
      <Icon name="lamp" /> {t('camera.lamp')}
    </button>
  );
}

function hasLamp(track: MediaStreamTrack): boolean {
  const can = track.getCapabilities?.() as { torch?: boolean } | undefined;
  return can?.torch === true;
}
