/** Reads the symbols that are in sight in a video: QR codes, and the bars that are printed beside them. */
export interface CodeReader {
  readonly read: (video: HTMLVideoElement) => Promise<string[]>;
}

/** The browser's own reader, which not every browser has. */
interface BarcodeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface BarcodeDetectorKind {
  new (options: { formats: string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<string[]>;
}

const FORMATS = ['qr_code', 'code_128'];

let opened: Promise<CodeReader> | null = null;

/** The browser's own where it reads QR codes; else ours, whose 330 kB are fetched only now. Rejects if they do not come. */
export function theReader(): Promise<CodeReader> {
  opened ??= openReader();
  opened.catch(() => (opened = null));
  return opened;
}

async function openReader(): Promise<CodeReader> {
  return (await ofBrowser()) ?? (await import('./zxing.js')).openZxing();
}

async function ofBrowser(): Promise<CodeReader | null> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: BarcodeDetectorKind };
  try {
    const known = (await BarcodeDetector?.getSupportedFormats()) ?? [];
    if (!known.includes('qr_code')) return null;
    const detector = new BarcodeDetector!({ formats: FORMATS.filter((format) => known.includes(format)) });
    return { read: async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue) };
  } catch {
    return null;
  }
}
