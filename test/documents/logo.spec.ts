import { deflateSync } from 'node:zlib';
import { readLogo } from '../../src/documents/logo.js';

const chunk = (kind: string, data: Buffer) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(kind, 'latin1'), data, Buffer.alloc(4)]);
};
const png = ({ width = 2, height = 2, depth = 8, interlaced = 0, pixels = -1 } = {}) => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  header[9] = 2;
  header[12] = interlaced;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(pixels < 0 ? height * (1 + width * 3) : pixels))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
const svg = (inside: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${inside}</svg>`);
const refusalOf = (bytes: Buffer): string => {
  try {
    readLogo(bytes);
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a logo', () => {
  it('may be a PNG or an SVG of plain shapes', () => {
    expect(refusalOf(png())).toBe('accepted');
    expect(refusalOf(svg('<!-- shapes --><g fill="#fff"><path d="M0 0h9v9z"/></g>'))).toBe('accepted');
    expect(refusalOf(svg('<defs><linearGradient id="a"/></defs><path fill="url(#a)" d="M0 0h9v9z"/>'))).toBe(
      'accepted',
    );
  });

  it.each([
    ['a script', '<script>1</script>'],
    ['a handler', '<path onload="x()" d="M0 0"/>'],
    ['a picture from elsewhere', '<image href="https://example.org/a.png"/>'],
    ['a link to elsewhere', '<use xlink:href="https://example.org/a.svg#b"/>'],
    ['a paint from elsewhere', '<path fill="url(https://example.org/a.svg#b)" d="M0 0"/>'],
    ['a style sheet', '<style>@import "x";</style>'],
    ['foreign content', '<foreignObject></foreignObject>'],
    ['an entity', '<path d="&lol;"/>'],
    ['a section that hides tags', '<![CDATA[<script>]]>'],
    ['a tag that does not close', '<path d="M0 0'],
  ])('cannot hold %s', (_what, inside) => {
    expect(refusalOf(svg(inside))).toBe('documents.logo-unsafe');
  });

  it('cannot declare entities', () => {
    const bomb = Buffer.concat([Buffer.from('<!DOCTYPE svg [<!ENTITY a "aaaa">]>'), svg('<path d="M0 0"/>')]);
    expect(refusalOf(bomb)).toBe('documents.logo-unsafe');
  });

  it.each([
    ['another format', Buffer.from('GIF89a')],
    ['nothing', Buffer.alloc(0)],
    ['a PNG cut short', png().subarray(0, 40)],
    ['an interlaced PNG', png({ interlaced: 1 })],
    ['a PNG of 16 bits', png({ depth: 16 })],
    ['a PNG whose pixels are not there', png({ pixels: 3 })],
    ['a PNG that unpacks to more than it says', png({ pixels: 50_000_000 })],
    ['a drawing left open', Buffer.from('<svg><g></svg>')],
  ])('cannot be %s', (_what, bytes) => {
    expect(refusalOf(bytes)).toBe('documents.logo-unreadable');
  });

  it('cannot be too large, in bytes or in pixels', () => {
    expect(refusalOf(Buffer.alloc(500_001))).toBe('documents.logo-too-large');
    expect(refusalOf(png({ width: 2_001, height: 1 }))).toBe('documents.logo-too-large');
  });
});
