import { readFile } from 'node:fs/promises';

/** A document as the kit wrote it: its text, where each object begins and ends, and which ones the trailer names. */
interface Part {
  readonly bytes: Buffer;
  /** By object number, from 1. */
  readonly objects: readonly { readonly from: number; readonly to: number }[];
  readonly root: number;
  readonly info: number;
  readonly trailer: string;
}

/**
 * Joins PDFs into one and gives its bytes, holding a file at a time in memory. It reads what our kit writes and nothing else:
 * a classical table of objects, each `N 0 obj` with its dictionary in clear, and one node of pages. Objects are copied under
 * new numbers, and the pages of each file become a branch of one tree. The whole is called what the first file is called.
 */
export async function* joinedPdf(paths: readonly string[]): AsyncGenerator<Buffer, void> {
  const joined = new Joined();
  for (const path of paths) yield* joined.add(readPart(await readFile(path)));
  yield* joined.end();
}

class Joined {
  /** Where each object begins, from number 1, the tree of pages, which is written last; null for what is left out. */
  private readonly offsets: (number | null)[] = [0];
  private readonly branches: { node: number; pages: number }[] = [];
  private written = 0;
  private first: { catalogue: number; info: number; id: string } | null = null;

  *add(part: Part): Generator<Buffer> {
    const { bytes, objects, root, info, trailer } = part;
    const before = this.offsets.length;
    const { node, pages } = pagesOf(part);
    const isFirst = this.first === null;
    if (isFirst) {
      const id = /\/ID \[[^\]]*\]/.exec(trailer)?.[0] ?? '';
      this.first = { catalogue: root + before, info: info + before, id };
      yield this.count(bytes.subarray(0, Math.min(...objects.map(({ from }) => from))));
    }
    for (const [index, { from, to }] of objects.entries()) {
      const number = index + 1;
      const isLeftOut = !isFirst && (number === root || number === info);
      this.offsets.push(isLeftOut ? null : this.written);
      if (isLeftOut) continue;
      const { head, rest } = headOf(bytes.subarray(from, to));
      let text = renumbered(head, before);
      if (number === node) text = text.replace('/Type /Pages', '/Type /Pages\n/Parent 1 0 R');
      if (number === root) text = text.replace(/\/Pages \d+ 0 R/, '/Pages 1 0 R');
      yield this.count(Buffer.from(text, 'latin1'));
      yield this.count(rest);
    }
    this.branches.push({ node: node + before, pages });
  }

  *end(): Generator<Buffer> {
    if (!this.first) throw new Error('there is nothing to join');
    const { catalogue, info, id } = this.first;
    this.offsets[0] = this.written;
    const kids = this.branches.map(({ node }) => `${node} 0 R`).join(' ');
    const pages = this.branches.reduce((sum, branch) => sum + branch.pages, 0);
    yield this.text(`1 0 obj\n<<\n/Type /Pages\n/Count ${pages}\n/Kids [${kids}]\n>>\nendobj\n`);
    const table = this.written;
    const size = this.offsets.length + 1;
    const entries = this.offsets.map((at) =>
      at === null ? '0000000000 65535 f \n' : `${String(at).padStart(10, '0')} 00000 n \n`,
    );
    yield this.text(`xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}`);
    yield this.text(
      `trailer\n<<\n/Size ${size}\n/Root ${catalogue} 0 R\n/Info ${info} 0 R\n${id}\n>>\nstartxref\n${table}\n%%EOF\n`,
    );
  }

  private text(text: string): Buffer {
    return this.count(Buffer.from(text, 'latin1'));
  }

  private count(bytes: Buffer): Buffer {
    this.written += bytes.length;
    return bytes;
  }
}

function readPart(bytes: Buffer): Part {
  const end = /startxref\n(\d+)\n%%EOF\n?$/.exec(bytes.subarray(-100).toString('latin1'));
  if (!end) throw new Error('a part of a document is no whole PDF');
  const table = Number(end[1]);
  const text = bytes.toString('latin1', table);
  const [head, count] = /^xref\n0 (\d+)\n/.exec(text) ?? [];
  if (!head || !count) throw new Error('a part of a document has no table of objects');
  const offsets = Array.from({ length: Number(count) - 1 }, (_, index) =>
    Number(text.slice(head.length + (index + 1) * 20, head.length + (index + 1) * 20 + 10)),
  );
  const places = [...offsets, table].toSorted((one, other) => one - other);
  const next = new Map(places.map((place, index) => [place, places[index + 1] ?? table]));
  const trailer = text.slice(head.length + Number(count) * 20);
  const named = (name: string) => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(trailer)?.[1]);
  const objects = offsets.map((from) => ({ from, to: next.get(from) as number }));
  return { bytes, objects, root: named('Root'), info: named('Info'), trailer };
}

function pagesOf({ bytes, objects, root }: Part): { node: number; pages: number } {
  const dictionary = (number: number) => {
    const object = objects[number - 1];
    return object ? headOf(bytes.subarray(object.from, object.to)).head : '';
  };
  const node = Number(/\/Pages (\d+) 0 R/.exec(dictionary(root))?.[1]);
  const pages = Number(/\/Count (\d+)/.exec(dictionary(node))?.[1]);
  if (!(pages > 0)) throw new Error('a part of a document has no pages');
  return { node, pages };
}

/** The dictionary of an object in clear, and its stream, which is copied as it is. */
function headOf(object: Buffer): { head: string; rest: Buffer } {
  const at = object.indexOf('\nstream\n');
  return at < 0
    ? { head: object.toString('latin1'), rest: Buffer.alloc(0) }
    : { head: object.toString('latin1', 0, at), rest: object.subarray(at) };
}

/** Adds to the number of the object and of every reference in it; what a text says is neither. */
function renumbered(dictionary: string, by: number): string {
  return dictionary.replaceAll(
    /\((?:\\[\s\S]|[^\\()])*\)|\b(\d+) 0 (R\b|obj\b)/g,
    (whole: string, number: string | undefined, what: string) =>
      number === undefined ? whole : `${Number(number) + by} 0 ${what}`,
  );
}
