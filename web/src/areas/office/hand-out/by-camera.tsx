import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.js';
import { Notice } from '../../../components/notice.js';
import type { Camera as CameraOpened } from '../../../scanning/camera.js';
import { announce } from '../../../shell/live-region.js';
import css from './hand-out.module.css';
import type { Added, ScanMistake } from './use-codes.js';

interface ByCameraProps {
  readonly onCode: (code: string) => Added;
  /** No more are wanted after so many: the camera is put away. */
  readonly most: number | undefined;
  readonly mistakeOf: (mistake: ScanMistake) => string;
  /** Where the code is typed, when the camera cannot be had. */
  readonly onType: () => void;
}

type State = 'closed' | 'loading' | 'not-loaded' | 'open';

/**
 * Vouchers read by the camera of the desk or of the phone, one after the other. It is fetched when it is asked for, by
 * itself: were it part of the page, a bar of network that fails would take what was typed away with the page.
 */
export function ByCamera({ onCode, most, mistakeOf, onType }: ByCameraProps) {
  const { t } = useTranslation('office');
  const { t: shell } = useTranslation();
  const [state, setState] = useState<State>('closed');
  const [said, setSaid] = useState<{ text: string; isGood: boolean } | null>(null);
  const Camera = useRef<typeof CameraOpened>(null);
  const open = async () => {
    setState('loading');
    setSaid(null);
    try {
      Camera.current = (await import('../../../scanning/camera.js')).Camera;
      setState('open');
    } catch {
      setState('not-loaded');
    }
  };
  const say = (text: string, isGood: boolean) => {
    setSaid({ text, isGood });
    announce(text);
  };
  const onRead = (code: string | null) => {
    if (code === null) return say(shell('camera.foreign'), false);
    const added = onCode(code);
    if ('mistake' in added) return say(mistakeOf(added.mistake), false);
    say(t('vouchers.added'), true);
    return added.count === most ? setState('closed') : undefined;
  };
  if (state === 'not-loaded') {
    return (
      <Notice kind="warning" isAnswer title={shell('camera.unread')}>
        {shell('camera.unread-help')}
      </Notice>
    );
  }
  if (state !== 'open' || !Camera.current) {
    return (
      <Button
        kind="secondary"
        icon="camera"
        isWide
        isPending={state === 'loading'}
        onClick={() => void open()}
      >
        {t('vouchers.by-camera')}
      </Button>
    );
  }
  return (
    <div className={css.camera}>
      <Camera.current
        isAsked
        onRead={onRead}
        onType={() => {
          setState('closed');
          onType();
        }}
      />
      <p className={css.said} data-good={said?.isGood || undefined}>
        {said?.text}
      </p>
      <Button kind="secondary" icon="close" onClick={() => setState('closed')}>
        {t('vouchers.camera-close')}
      </Button>
    </div>
  );
}
