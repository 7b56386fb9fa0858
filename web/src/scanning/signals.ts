export type Signal = 'accepted' | 'refused' | 'provisional' | 'noted';

/** Tones as [hertz, seconds after the start, seconds]: what is good rises, what is refused is low and twice. */
const TONES: Record<Signal, readonly (readonly [number, number, number])[]> = {
  accepted: [
    [660, 0, 0.12],
    [990, 0.13, 0.2],
  ],
  refused: [
    [196, 0, 0.18],
    [196, 0.26, 0.3],
  ],
  provisional: [[520, 0, 0.22]],
  noted: [[880, 0, 0.06]],
};
const BUZZES: Record<Signal, readonly number[]> = {
  accepted: [60],
  refused: [180, 90, 180],
  provisional: [60, 60, 60],
  noted: [30],
};

const SILENT = 'passerelle.venue.silent';
let audio: AudioContext | null = null;

/** Called when the person presses something: browsers give no sound before that. */
export function allowSound(): void {
  audio ??= new AudioContext();
  void audio.resume();
}

export function isSilent(): boolean {
  try {
    return localStorage.getItem(SILENT) === '1';
  } catch {
    return false;
  }
}

export function setSilent(silent: boolean): void {
  try {
    if (silent) localStorage.setItem(SILENT, '1');
    else localStorage.removeItem(SILENT);
  } catch {
    // The choice is not kept.
  }
}

/** Tells an answer to the ear and to the hand. */
export function signal(kind: Signal): void {
  navigator.vibrate?.([...BUZZES[kind]]);
  if (isSilent() || audio?.state !== 'running') return;
  for (const [hertz, at, seconds] of TONES[kind]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + at;
    tone.frequency.value = hertz;
    // A short rise and fall: an edge would click.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.25, start + 0.015);
    volume.gain.linearRampToValueAtTime(0, start + seconds);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + seconds);
  }
}
