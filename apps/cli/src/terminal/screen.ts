import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** What a rendering has to know of the place where it will be read. Renderings are pure: the same answer and screen give the same text. */
export interface Screen {
  /** Columns of the terminal; undefined where no person looks (a pipe, a file): then nothing is shortened or left out. */
  readonly width: number | undefined;
  readonly paint: (style: Style, text: string) => string;
  readonly now: Date;
}

const NARROWEST = 40;

/** The screen behind a stream, as it is now. Colour only on a terminal that has it; `NO_COLOR` is respected by Node. */
export function screenOf(stream: NodeJS.WriteStream, now: Date = new Date()): Screen {
  const colour = stream.isTTY === true && stream.hasColors();
  return {
    width: stream.isTTY === true ? Math.max(NARROWEST, stream.columns || 80) : undefined,
    paint: (style, text) => (colour && text !== '' ? styleText(style, text, { validateStream: false }) : text),
    now,
  };
}
