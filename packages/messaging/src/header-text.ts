/**
 * Writes any text as a header's value: printable ASCII on one line, escaped as in a JSON string, cut to `maxBytes` (never
 * inside an escape).
 */
export function encodeHeaderText(text: string, maxBytes: number): string {
  const parts: string[] = [];
  let length = 0;
  // One UTF-16 unit at a time, so that a half surrogate is no special case. More than `maxBytes` of them cannot fit.
  for (const unit of text.slice(0, maxBytes).split('')) {
    const part = encodeUnit(unit);
    length += part.length;
    if (length > maxBytes) break;
    parts.push(part);
  }
  return parts.join('');
}

/** Reads what `encodeHeaderText` wrote; a text that it cannot have written is given back as it is. */
export function decodeHeaderText(value: string): string {
  try {
    return JSON.parse(`"${value}"`);
  } catch {
    return value;
  }
}

function encodeUnit(unit: string): string {
  if (unit > '~') return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(unit).slice(1, -1);
}
