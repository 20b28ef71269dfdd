import { setPlatformAPI } from 'echarts';

const NARROW = new Set("fijltrI.,:;'|!() ");
const WIDE = new Set('mwMW%@→');

/** About how wide a text is drawn in pixels, in the sans-serif face of a machine without others; rather too wide. */
export function textWidth(text: string, fontPx: number): number {
  const em = (character: string) => (NARROW.has(character) ? 0.4 : WIDE.has(character) ? 0.98 : 0.64);
  return [...text].reduce((sum, character) => sum + em(character), 0) * fontPx;
}

// Without a screen the charts' library takes every face for a narrow one, and names run into each other.
setPlatformAPI({
  measureText: (text, font = '12px') => ({ width: textWidth(text, Number(/(\d+)px/.exec(font)?.[1] ?? 12)) }),
});
