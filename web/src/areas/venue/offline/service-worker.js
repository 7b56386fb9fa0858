/**
 * Opens the pages of a venue without a network. Built by service-worker.plugin.ts, which puts what to keep in place of the
 * two lists and names this version by their content.
 *
 * What it never does: answer for the API, or show an old page where the network gives the new one. A page is asked of the
 * network first; files whose names tell their content are the same wherever they come from.
 */
const VERSION = '__VERSION__';
const FILES = __FILES__;
/** What reads a camera's pictures where the browser cannot. */
const READER = __READER__;

const PREFIX = 'passerelle-venue-';
const PAGE = '/lieu';
/** In a village hall the network is often there and lets nothing through. */
const PAGE_WAIT_MS = 3000;

self.addEventListener('install', (event) => event.waitUntil(keepFiles().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(leaveTwo().then(() => self.clients.claim())));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (pathname === PAGE || pathname.startsWith(`${PAGE}/`)) event.respondWith(page(request));
  } else if (pathname.startsWith('/assets/') || pathname === '/icon.svg') {
    event.respondWith(file(request));
  }
});

async function keepFiles() {
  const cache = await caches.open(PREFIX + VERSION);
  const wanted = (await readsCodes()) ? FILES : [...FILES, ...READER];
  const held = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(wanted.filter((path) => !held.has(path)));
  await cache.add(new Request(PAGE, { cache: 'reload' }));
}

/** Whether the browser reads QR codes itself, so that ours need not be fetched. */
async function readsCodes() {
  try {
    return (await self.BarcodeDetector.getSupportedFormats()).includes('qr_code');
  } catch {
    return false;
  }
}

/** A window opened before this version still finds its files: the version before is kept, those before it are not. */
async function leaveTwo() {
  const versions = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && name !== PREFIX + VERSION,
  );
  await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
}

/** The network's page; the kept one if the network does not answer in time, or answers that the service is away. */
async function page(request) {
  const kept = () => caches.open(PREFIX + VERSION).then((cache) => cache.match(PAGE));
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PAGE_WAIT_MS) });
    return answer.status < 500 ? answer : ((await kept()) ?? answer);
  } catch {
    return (await kept()) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
