import { inflateSync } from 'node:zlib';
import svgToPdf from 'svg-to-pdfkit';
import { refuseDocuments } from './documents.refusals.js';
import { type Pdf, points } from './pdf.js';

const MOST_BYTES = 500_000;
const MOST_PIXELS_A_SIDE = 2_000;
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Colour type of PNG to its samples a pixel. */
const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** What a drawing may hold: shapes and gradients. No text (it would need its fonts), picture, style sheet, script or link. */
const SVG_ELEMENTS = new Set(
  'svg g defs title desc metadata path rect circle ellipse line polyline polygon linearGradient radialGradient stop clipPath'.split(
    ' ',
  ),
);
const SVG_TAG = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/y;
const SVG_BETWEEN = /[^<]+|<!--(?:(?!--)[\s\S])*-->|<\?xml\s[^<>]*\?>/y;

/** A funder's logo, checked: safe to draw on every cover. */
export type Logo =
  { readonly format: 'png'; readonly bytes: Buffer } | { readonly format: 'svg'; readonly text: string };

/**
 * Checks a logo that someone sent: a PNG or an SVG of 500 kB at most, 2 000 pixels a side at most.
 * Refusals: documents.logo-too-large, documents.logo-unreadable, documents.logo-unsafe.
 */
export function readLogo(bytes: Buffer): Logo {
  if (bytes.length > MOST_BYTES) throw refuseDocuments('logo-too-large', { most: MOST_BYTES / 1000 });
  if (bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return readPng(bytes);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (!/<svg[\s>]/.test(text)) throw refuseDocuments('logo-unreadable');
  return readSvg(text);
}

/** Draws a logo within a box of millimetres, against its upper left corner. */
export function drawLogo(pdf: Pdf, logo: Logo, x: number, y: number, width: number, height: number): void {
  if (logo.format === 'png') {
    pdf.kit.image(logo.bytes, points(x), points(y), { fit: [points(width), points(height)] });
    return;
  }
  svgToPdf(pdf.kit, logo.text, points(x), points(y), {
    width: points(width),
    height: points(height),
    preserveAspectRatio: 'xMinYMin meet',
    assumePt: true,
    warningCallback: () => undefined,
  });
}

/** The header and the pixels are read here, under a bound, before anything else unpacks them. */
function readPng(bytes: Buffer): Logo {
  const data: Buffer[] = [];
  let expected = 0;
  let ended = false;
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length && !ended;) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (chunk.length < length || (expected === 0) !== (kind === 'IHDR'))
      throw refuseDocuments('logo-unreadable');
    if (kind === 'IHDR') expected = pixelBytes(chunk);
    if (kind === 'IDAT') data.push(chunk);
    ended = kind === 'IEND';
    at += 12 + length;
  }
  if (!ended || !inflatesTo(Buffer.concat(data), expected)) throw refuseDocuments('logo-unreadable');
  return { format: 'png', bytes };
}

/** How many bytes the pixels of a PNG must unpack to, from its header. */
function pixelBytes(header: Buffer): number {
  if (header.length !== 13) throw refuseDocuments('logo-unreadable');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, interlaced] = [header[8]!, header[9]!, header[12]!];
  const samples = PNG_SAMPLES[colour];
  // Interlaced pictures and 16-bit samples are beyond what the PDF kit unpacks.
  if (!samples || depth > 8 || interlaced !== 0 || width === 0 || height === 0)
    throw refuseDocuments('logo-unreadable');
  if (width > MOST_PIXELS_A_SIDE || height > MOST_PIXELS_A_SIDE) {
    throw refuseDocuments('logo-too-large', { most: MOST_BYTES / 1000 });
  }
  return height * (1 + Math.ceil((width * samples * depth) / 8));
}

function inflatesTo(data: Buffer, expected: number): boolean {
  try {
    return inflateSync(data, { maxOutputLength: expected }).length === expected;
  } catch {
    return false;
  }
}

/** Every tag is read and must be one of those allowed: what is not understood is refused, not skipped. */
function readSvg(text: string): Logo {
  let depth = 0;
  for (let at = 0; at < text.length;) {
    SVG_BETWEEN.lastIndex = at;
    const between = SVG_BETWEEN.exec(text);
    if (between) {
      at = SVG_BETWEEN.lastIndex;
      continue;
    }
    SVG_TAG.lastIndex = at;
    const tag = SVG_TAG.exec(text);
    if (!tag) throw refuseDocuments('logo-unsafe', { what: 'DOCTYPE, CDATA' });
    const [whole, closing, name, attributes] = tag as unknown as [string, string, string, string];
    if (!SVG_ELEMENTS.has(name)) throw refuseDocuments('logo-unsafe', { what: `<${name}>` });
    if (
      /\son[a-z]+\s*=|(?:href|src|style)\s*=|url\(\s*["']?(?!#)|&|javascript:/i.test(
        attributes.replaceAll('url(#', ''),
      )
    ) {
      throw refuseDocuments('logo-unsafe', { what: whole.slice(0, 60) });
    }
    depth += closing ? -1 : whole.endsWith('/>') ? 0 : 1;
    at = SVG_TAG.lastIndex;
  }
  if (depth !== 0) throw refuseDocuments('logo-unreadable');
  return { format: 'svg', text };
}
