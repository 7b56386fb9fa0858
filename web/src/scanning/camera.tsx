import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.js';
import { Notice } from '../components/notice.js';
import { Lamp } from './lamp.js';
import { type CodeReader, theReader } from './reader.js';
import { codeInScan } from './scan-text.js';
import { allowSound } from './signals.js';
import css from './camera.module.css';

type State = 'closed' | 'opening' | 'open' | 'not-allowed' | 'none' | 'failed' | 'unread';

interface CameraProps {
  /**
   * The code of the voucher that comes into sight, once however many of its symbols are read; null for a symbol that is
   * not a voucher's. The same one again only once it was out of sight.
   */
  readonly onRead: (code: string | null) => void;
  /** While an answer is looked at, nothing is read. */
  readonly isPaused?: boolean;
  /** The person has just asked for it: it opens without another press. */
  readonly isAsked?: boolean;
  /** Leads to where the code is typed, when the camera cannot be had. */
  readonly onType: () => void;
  /** Over the picture: the answer. */
  readonly children?: ReactNode;
}

const READ_EVERY_MS = 90;
/** A code that was in sight so little ago is still the same paper before the lens. */
const OUT_OF_SIGHT_MS = 1200;

/** Opened once, it opens by itself on the next page: the browser was allowed to, and the person wants it. */
let wasOpened = false;

/** The phone's camera, or the desk's, which reads the vouchers held before it. */
export function Camera({ onRead, isPaused = false, isAsked = false, onType, children }: CameraProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>(isAsked || wasOpened ? 'opening' : 'closed');
  const [track, setTrack] = useState<MediaStreamTrack | null>(null);
  const open = useCallback((opened: MediaStreamTrack) => {
    setTrack(opened);
    setState('open');
  }, []);
  const fail = useCallback((error: unknown) => {
    wasOpened = false;
    setState(failureOf(error));
  }, []);
  const isOn = state === 'opening' || state === 'open';
  useStream(video, isOn, open, fail);
  useReading(video, state === 'open' ? onRead : null, isPaused);
  const ask = () => {
    allowSound();
    wasOpened = true;
    setState('opening');
  };
  return (
    <div className={css.camera} data-on={isOn || undefined}>
      {isOn && (
        <>
          <video ref={video} className={css.picture} muted playsInline aria-label={t('camera.picture')} />
          {state === 'open' && !children && <span className={css.frame} aria-hidden="true" />}
          {state === 'open' && track && <Lamp key={track.id} track={track} isHidden={Boolean(children)} />}
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
            <Notice kind="warning" isAnswer title={t(`camera.${state}`)}>
              {t(`camera.${state}-help`)}
            </Notice>
          )}
          {state !== 'closed' && (
            <Button isWide onClick={onType}>
              {t('camera.type')}
            </Button>
          )}
          {/* A browser does not fetch again a script that did not come: only the whole page does. */}
          {state !== 'unread' && (
            <Button kind={state === 'closed' ? 'primary' : 'secondary'} icon="camera" isWide onClick={ask}>
              {state === 'closed' ? t('camera.open') : t('camera.again')}
            </Button>
          )}
          {state === 'closed' && <p className={css.hint}>{t('camera.hint')}</p>}
        </div>
      )}
      {children}
    </div>
  );
}

/** The camera is there, and what reads its picture is not: it is fetched when the camera is first opened. */
class NoReader extends Error {}

function failureOf(error: unknown): State {
  if (error instanceof NoReader) return 'unread';
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'not-allowed';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'failed';
}

/** Holds the camera as long as it is wanted and the page is in sight; a phone left on a table keeps its battery. */
function useStream(
  video: React.RefObject<HTMLVideoElement | null>,
  isWanted: boolean,
  onOpen: (track: MediaStreamTrack) => void,
  onFail: (error: unknown) => void,
): void {
  const isSeen = usePageSeen();
  useEffect(() => {
    if (!isWanted || !isSeen) return undefined;
    let isOver = false;
    let stream: MediaStream | null = null;
    const fail = (error: unknown) => {
      if (!isOver) onFail(error);
    };
    const start = async () => {
      if (!navigator.mediaDevices) throw new DOMException('', 'NotFoundError');
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      if (isOver || !video.current) return stop(stream);
      const [track] = stream.getVideoTracks();
      // Unplugged, or taken by another application.
      track!.addEventListener('ended', fail);
      video.current.srcObject = stream;
      await video.current.play();
      await theReader().catch(() => Promise.reject(new NoReader()));
      if (!isOver) onOpen(track!);
    };
    start().catch(fail);
    return () => {
      isOver = true;
      if (stream) stop(stream);
    };
  }, [video, isWanted, isSeen, onOpen, onFail]);
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

/** Reads the picture again and again, and tells each voucher once while it stays in sight. */
function useReading(
  video: React.RefObject<HTMLVideoElement | null>,
  onRead: ((code: string | null) => void) | null,
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
    for (const what of seen.current.keys()) seen.current.set(what, performance.now());
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (reader: CodeReader) => {
      const element = video.current;
      if (element && element.readyState >= element.HAVE_CURRENT_DATA && element.videoWidth > 0) {
        for (const text of await reader.read(element).catch(() => [])) {
          if (isOver) return;
          const code = codeInScan(text);
          const last = seen.current.get(code ?? text) ?? -Infinity;
          seen.current.set(code ?? text, performance.now());
          if (performance.now() - last > OUT_OF_SIGHT_MS) tell.current?.(code);
        }
      }
      if (!isOver) timer = setTimeout(() => void look(reader), READ_EVERY_MS);
    };
    theReader().then(
      (reader) => (isOver ? undefined : look(reader)),
      () => undefined,
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [video, isReading]);
}
