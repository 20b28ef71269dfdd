/**
 * What a statement does to which table, such as `INSERT outbox`: the first keyword and the first table's name. Drivers hand
 * statements out with their values in them, so nothing else of them may be looked at; no match reaches past a quote.
 */
export function statementSummary(sql: string): { readonly operation: string; readonly table?: string } {
  const head = sql.length > MAX_LOOKED_AT ? sql.slice(0, MAX_LOOKED_AT) : sql;
  const operation = /^\s*([a-z]{1,16})\b/i.exec(head)?.[1]?.toUpperCase();
  if (operation === undefined) return { operation: 'OTHER' };
  const table = TABLE_AFTER[operation]?.exec(head)?.[1];
  return table === undefined ? { operation } : { operation, table };
}

const MAX_LOOKED_AT = 2_000;

const INTO = /^\s*[a-z]+\s+(?:IGNORE\s+)?INTO\s+`?([a-z_]{1,64})\b/i;
const FROM = /^[^'"]*?\bFROM\s+`?([a-z_]{1,64})\b/i;
const TABLE_AFTER: Readonly<Record<string, RegExp>> = {
  INSERT: INTO,
  REPLACE: INTO,
  SELECT: FROM,
  DELETE: FROM,
  WITH: FROM,
  UPDATE: /^\s*UPDATE\s+`?([a-z_]{1,64})\b/i,
};
