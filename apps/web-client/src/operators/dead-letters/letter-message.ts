import { type DeadLetterDetail, parseExactJson } from '@ballast/contracts/operators';

/** What a letter carries, as texts to be read and edited. */
export interface LetterMessage {
  /** As it came; of bytes that are no text, what can be read of them. */
  readonly original: string;
  /** What the next redrive sends instead. */
  readonly edited: string | undefined;
}

export function readMessage(
  letter: Pick<DeadLetterDetail, 'payload' | 'payload_raw' | 'edited_payload'>,
): LetterMessage {
  const { payload, payload_raw, edited_payload } = letter;
  return {
    original: payload_raw === undefined ? indent(payload) : readBytes(payload_raw),
    edited: edited_payload === undefined ? undefined : indentText(edited_payload),
  };
}

function indent(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

/** An edit stands as it was written, which may be in one line: two texts are compared line by line. */
function indentText(text: string): string {
  try {
    return indent(parseExactJson(text));
  } catch {
    return text;
  }
}

function readBytes(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}
