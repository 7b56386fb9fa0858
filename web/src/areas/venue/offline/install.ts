const LINKS = [
  ['manifest', '/app.webmanifest'],
  ['apple-touch-icon', '/apple-touch-icon.png'],
] as const;

/** Makes the area an application of the device: its manifest, and what opens it without a network. */
export function makeInstallable(): void {
  for (const [rel, href] of LINKS) {
    const link = document.createElement('link');
    link.rel = rel;
    link.href = href;
    document.head.append(link);
  }
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  navigator.serviceWorker
    .register('/sw.js')
    // A page left open for days looks for a new version when one comes back to it.
    .then((registration) =>
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
      }),
    )
    // Without one the pages work, as long as there is a network.
    .catch(() => undefined);
}
