/** What JSON has in Node since version 22, and the types do not know yet (the proposal "JSON.parse source text access"). */
interface ExactJson {
  parse(text: string, revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
}

const exactJson = JSON as unknown as ExactJson;

/**
 * Reads JSON so that writing it again gives the same numbers: one that a double cannot hold (an id over 2^53, a long
 * decimal) stays the text that it is.
 */
export function parseExactJson(text: string): unknown {
  return exactJson.parse(text, (_key, value, { source }) =>
    typeof value !== 'number' || source === undefined || String(value) === source ? value : exactJson.rawJSON(source),
  );
}
