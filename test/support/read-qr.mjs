// node read-qr.mjs PICTURE…: the QR codes of each picture, by zxing, as one JSON array of arrays. Its own process, since
// zxing is an ES module that Jest does not load; its wasm is the package's own, for no network is asked.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
await prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer }, fireImmediately: true });
const read = [];
for (const picture of process.argv.slice(2)) {
  const symbols = await readBarcodes(readFileSync(picture), { formats: ['QRCode'], maxNumberOfSymbols: 255 });
  read.push(symbols.filter(({ isValid }) => isValid).map(({ text }) => text));
}
process.stdout.write(JSON.stringify(read));
