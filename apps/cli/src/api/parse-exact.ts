/** Reads JSON as it came: a number that a double cannot hold is written again as it was. The text where it is none. */
export async function parseExact(text: string): Promise<unknown> {
  const { parseExactJson } = await import('@ballast/contracts/operators');
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}
