/** Reads the QR codes that are in sight in a video. */
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

/** The browser's own where it reads QR codes; else ours, whose 320 kB are fetched only now. */
export async function openReader(): Promise<CodeReader> {
  return (await ofBrowser()) ?? (await import('./zxing.js')).openZxing();
}

async function ofBrowser(): Promise<CodeReader | null> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: BarcodeDetectorKind };
  try {
    if (!(await BarcodeDetector?.getSupportedFormats())?.includes('qr_code')) return null;
    const detector = new BarcodeDetector!({ formats: ['qr_code'] });
    return { read: async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue) };
  } catch {
    return null;
  }
}
