import { crc32, deflateSync, inflateSync } from 'node:zlib';

// The format: https://www.w3.org/TR/png-3/

const SIGNATURE_BYTES = 8;
/** More are hardly seen, and cost a third more. */
const MOST_COLOURS = 64;
/** Areas, and not the edges of letters: two that are almost alike are so on purpose. */
const KEPT_COLOURS = 24;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Row by row, a colour for each pixel as 0xRRGGBB. */
  readonly colours: Uint32Array;
}

/**
 * Writes a picture that a browser took again with a palette: what is drawn of flat areas and letters looks the same, at about
 * a quarter of its size. Of more colours than it takes, those that differ least become one.
 */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, colours } = readPixels(png);
  const { palette, placeOf } = choosePalette(colours);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    // The first byte of a row is its filter: none, which is best for palettes.
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + x + 1] = placeOf.get(colours[y * width + x] ?? 0) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(partsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function readPixels(png: Buffer): Pixels {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, type, , , interlaced] = png.subarray(24, 29);
  const bytes = type === 6 ? 4 : 3;
  if (depth !== 8 || (type !== 2 && type !== 6) || interlaced !== 0)
    throw new Error('not a PNG as a browser writes it');
  const lines = unfilter(inflateSync(Buffer.concat(dataOf(png))), width * bytes, bytes);
  const colours = new Uint32Array(width * height);
  for (let place = 0; place < colours.length; place += 1) {
    const at = place * bytes;
    colours[place] = ((lines[at] ?? 0) << 16) | ((lines[at + 1] ?? 0) << 8) | (lines[at + 2] ?? 0);
  }
  return { width, height, colours };
}

/** What the IDAT chunks hold. */
function dataOf(png: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE_BYTES; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return parts;
}

/** Undoes the filter of each row: bytes were written as what they differ by from those left and above. */
function unfilter(filtered: Buffer, stride: number, bytes: number): Buffer {
  const height = filtered.length / (stride + 1);
  const lines = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < bytes ? 0 : (lines[at - bytes] ?? 0);
      const above = y === 0 ? 0 : (lines[at - stride] ?? 0);
      const corner = x < bytes || y === 0 ? 0 : (lines[at - stride - bytes] ?? 0);
      lines[at] = (filtered[at + y + 1] ?? 0) + guess(filter, left, above, corner);
    }
  }
  return lines;
}

function guess(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter === 0) return 0;
  const byLeft = Math.abs(above - corner);
  const byAbove = Math.abs(left - corner);
  const byCorner = Math.abs(left + above - 2 * corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

/** The commonest colours stay as they are; the others become one of these, or of them, as near as lets all be few enough. */
function choosePalette(colours: Uint32Array): { palette: number[]; placeOf: ReadonlyMap<number, number> } {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const commonestFirst = [...counts].sort(([one, a], [other, b]) => b - a || one - other).map(([colour]) => colour);
  for (let apart = 0; ; apart += 2) {
    const palette: number[] = [];
    const placeOf = new Map<number, number>();
    for (const [place, colour] of commonestFirst.entries()) {
      const near = place < KEPT_COLOURS ? -1 : palette.findIndex((one) => distance(one, colour) <= apart);
      placeOf.set(colour, near === -1 ? palette.push(colour) - 1 : near);
      if (palette.length > MOST_COLOURS) break;
    }
    if (palette.length <= MOST_COLOURS) return { palette, placeOf };
  }
}

const partsOf = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];

/** The most by which red, green or blue differs. */
function distance(one: number, other: number): number {
  const red = Math.abs((one >> 16) - (other >> 16));
  const green = Math.abs(((one >> 8) & 0xff) - ((other >> 8) & 0xff));
  return Math.max(red, green, Math.abs((one & 0xff) - (other & 0xff)));
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
