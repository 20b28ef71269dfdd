/**
 * What JSON has in Node since version 22 and in browsers since 2023 to 2025, and the types do not know yet (the proposal
 * "JSON.parse source text access").
 */
interface ExactJson {
  parse(
    text: string,
    revive: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON?(value: unknown): boolean;
}

const exactJson = JSON as unknown as ExactJson;

/**
 * Reads JSON so that writing it again gives the same numbers: one that a double cannot hold (an id over 2^53, a long
 * decimal) stays the text that it is. Where the engine does not tell the text, numbers are read as `JSON.parse` does.
 */
export function parseExactJson(text: string): unknown {
  return exactJson.parse(text, (_key, value, context) =>
    typeof value !== 'number' || context?.source === undefined || String(value) === context.source
      ? value
      : exactJson.rawJSON(context.source),
  );
}

/** Whether a value that {@link parseExactJson} read is such a number: an object to look at, a number when it is written. */
export function isExactNumber(value: unknown): boolean {
  return exactJson.isRawJSON?.(value) === true;
}
