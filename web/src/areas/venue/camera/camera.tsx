import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.js';
import { Notice } from '../../../components/notice.js';
import { type CodeReader, openReader } from './reader.js';
import { allowSound } from './signals.js';
import css from './camera.module.css';

type State = 'closed' | 'opening' | 'open' | 'not-allowed' | 'none' | 'failed';

interface CameraProps {
  /** What a QR code that comes into sight says; the same one again only once it was out of sight. */
  readonly onRead: (text: string) => void;
  /** While an answer is looked at, nothing is read. */
  readonly isPaused?: boolean;
  /** Over the picture: the answer. */
  readonly children?: ReactNode;
}

const READ_EVERY_MS = 90;
/** A code that was in sight so little ago is still the same paper before the lens. */
const OUT_OF_SIGHT_MS = 1200;

/** Opened once, it opens by itself on the next page: the browser was allowed to, and the person wants it. */
let wasOpened = false;

/** The phone's camera, which reads the vouchers held before it. */
export function Camera({ onRead, isPaused = false, children }: CameraProps) {
  const { t } = useTranslation('venue');
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>(wasOpened ? 'opening' : 'closed');
  const fail = useCallback((error: unknown) => {
    wasOpened = false;
    setState(failureOf(error));
  }, []);
  useStream(video, state === 'opening' || state === 'open', setState, fail);
  useReading(video, state === 'open' ? onRead : null, isPaused);
  const open = () => {
    allowSound();
    wasOpened = true;
    setState('opening');
  };
  const isOn = state === 'opening' || state === 'open';
  return (
    <div className={css.camera} data-on={isOn || undefined}>
      {isOn && (
        <>
          <video ref={video} className={css.picture} muted playsInline aria-label={t('camera.picture')} />
          {state === 'open' && !children && <span className={css.frame} aria-hidden="true" />}
        </>
      )}
      {state === 'opening' && !children && (
        <p className={css.opening} role="status">
          {t('camera.opening')}
        </p>
      )}
      {!isOn && !children && (
        <div className={css.invitation}>
          {state !== 'closed' && (
            <Notice kind="warning" title={t(`camera.${state}`)}>
              {t(`camera.${state}-help`)}
            </Notice>
          )}
          <Button icon="voucher" isWide onClick={open}>
            {state === 'closed' ? t('camera.open') : t('camera.again')}
          </Button>
          {state === 'closed' && <p className={css.hint}>{t('camera.hint')}</p>}
        </div>
      )}
      {children}
    </div>
  );
}

function failureOf(error: unknown): State {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'not-allowed';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'failed';
}

/** Holds the camera as long as it is wanted and the page is in sight; a phone left on a table keeps its battery. */
function useStream(
  video: React.RefObject<HTMLVideoElement | null>,
  isWanted: boolean,
  setState: (state: State) => void,
  fail: (error: unknown) => void,
): void {
  const isSeen = usePageSeen();
  useEffect(() => {
    if (!isWanted || !isSeen) return undefined;
    let isOver = false;
    let stream: MediaStream | null = null;
    const start = async () => {
      if (!navigator.mediaDevices) throw new DOMException('', 'NotFoundError');
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      if (isOver || !video.current) return stop(stream);
      video.current.srcObject = stream;
      await video.current.play();
      setState('open');
    };
    start().catch((error: unknown) => {
      if (!isOver) fail(error);
    });
    return () => {
      isOver = true;
      if (stream) stop(stream);
    };
  }, [video, isWanted, isSeen, setState, fail]);
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function usePageSeen(): boolean {
  const [isSeen, setSeen] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setSeen(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isSeen;
}

/** Reads the picture again and again, and tells each code once while it stays in sight. */
function useReading(
  video: React.RefObject<HTMLVideoElement | null>,
  onRead: ((text: string) => void) | null,
  isPaused: boolean,
): void {
  const seen = useRef(new Map<string, number>());
  const tell = useRef(onRead);
  const isReading = onRead !== null && !isPaused;
  useEffect(() => {
    tell.current = onRead;
  });
  useEffect(() => {
    if (!isReading) return undefined;
    // The paper of the answer is still before the lens: it is not read again before it has left.
    for (const text of seen.current.keys()) seen.current.set(text, performance.now());
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (reader: CodeReader) => {
      const element = video.current;
      if (element && element.readyState >= element.HAVE_CURRENT_DATA && element.videoWidth > 0) {
        for (const text of await reader.read(element).catch(() => [])) {
          if (isOver) return;
          const last = seen.current.get(text) ?? -Infinity;
          seen.current.set(text, performance.now());
          if (performance.now() - last > OUT_OF_SIGHT_MS) tell.current?.(text);
        }
      }
      if (!isOver) timer = setTimeout(() => void look(reader), READ_EVERY_MS);
    };
    void theReader().then((reader) => (isOver ? undefined : look(reader)));
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [video, isReading]);
}

let reader: Promise<CodeReader> | null = null;

function theReader(): Promise<CodeReader> {
  reader ??= openReader();
  reader.catch(() => (reader = null));
  return reader;
}
