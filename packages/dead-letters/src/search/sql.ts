/** A piece of a WHERE clause: values never stand in its text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number | Date)[];
}

export const TRUE: Sql = { text: 'TRUE', values: [] };
export const FALSE: Sql = { text: 'FALSE', values: [] };

export function sql(text: string, ...values: Sql['values']): Sql {
  return { text, values };
}

export function and(...terms: readonly Sql[]): Sql {
  return join(terms, ' AND ', TRUE, FALSE);
}

export function or(...terms: readonly Sql[]): Sql {
  return join(terms, ' OR ', FALSE, TRUE);
}

/** True where the term is false or unknown: a letter without a field is one that does not have its value. */
export function not(term: Sql): Sql {
  if (term === TRUE) return FALSE;
  if (term === FALSE) return TRUE;
  return { text: `(${term.text}) IS NOT TRUE`, values: term.values };
}

function join(terms: readonly Sql[], operator: string, neutral: Sql, final: Sql): Sql {
  if (terms.includes(final)) return final;
  const parts = terms.filter((term) => term !== neutral);
  if (parts.length === 0) return neutral;
  if (parts.length === 1) return parts[0] as Sql;
  return {
    text: parts.map(({ text }) => `(${text})`).join(operator),
    values: parts.flatMap(({ values }) => values),
  };
}
