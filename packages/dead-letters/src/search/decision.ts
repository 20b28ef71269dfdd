import { and, not, or, type Sql } from './sql.ts';

/**
 * A condition as three questions to the database. The first two read nothing but the index `dead_letter_messages_search`:
 * `may` is true of every letter that fits (and of some that do not), `must` of none that does not. `exact` reads the row.
 * All are over `dead_letter_messages AS m`.
 */
export interface Decision {
  readonly may: Sql;
  readonly must: Sql;
  readonly exact: Sql;
}

/** What the index alone can tell. */
export function decidedByIndex(condition: Sql): Decision {
  return { may: condition, must: condition, exact: condition };
}

export function allOf(terms: readonly Decision[]): Decision {
  return combine(terms, and);
}

export function anyOf(terms: readonly Decision[]): Decision {
  return combine(terms, or);
}

export function noneOf({ may, must, exact }: Decision): Decision {
  return { may: not(must), must: not(may), exact: not(exact) };
}

function combine(terms: readonly Decision[], join: (...parts: readonly Sql[]) => Sql): Decision {
  return {
    may: join(...terms.map((term) => term.may)),
    must: join(...terms.map((term) => term.must)),
    exact: join(...terms.map((term) => term.exact)),
  };
}
