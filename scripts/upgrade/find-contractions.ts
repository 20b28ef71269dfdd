/** A statement of a migration that takes something away from the release that runs while it is applied, or may. */
export interface Contraction {
  readonly tag: string;
  readonly statement: string;
}

export interface MigrationText {
  readonly tag: string;
  readonly statements: readonly string[];
}

const COMMENT = /^\s*--.*$/gmu;
const NAME = '`?(\\w+)`?';
const CREATE_TABLE = new RegExp(`^CREATE TABLE (?:IF NOT EXISTS )?${NAME}`, 'iu');
const CREATE_INDEX = new RegExp(`^CREATE (UNIQUE )?(?:FULLTEXT )?INDEX ${NAME} ON ${NAME}`, 'iu');
const ALTER_TABLE = new RegExp(`^ALTER TABLE ${NAME} (.*)$`, 'isu');
const INSERT = /^INSERT (?:IGNORE )?INTO /iu;
const ADD_INDEX = /^ADD (?:FULLTEXT )?(?:INDEX|KEY) /iu;
const ADD_COLUMN = /^ADD (?:COLUMN )?(?!CONSTRAINT|UNIQUE|PRIMARY|FOREIGN|CHECK|INDEX|KEY|FULLTEXT|SPATIAL)`?\w+`? /iu;

/**
 * Finds what is no expansion: all but new tables, new plain indexes, new columns that an insert which does not know them can leave
 * out, and new rows; on a table that is new itself everything may be done. It reads what drizzle-kit writes, a statement at a
 * time, and takes what it does not know for a contraction.
 */
export function findContractions(migrations: readonly MigrationText[]): Contraction[] {
  const created = new Set<string>();
  return migrations.flatMap(({ tag, statements }) =>
    statements.flatMap((text) => {
      const statement = text.replace(COMMENT, '').replace(/\s+/gu, ' ').trim().replace(/;$/u, '');
      const table = CREATE_TABLE.exec(statement)?.[1];
      if (table !== undefined) created.add(table);
      return isExpansion(statement, created) ? [] : [{ tag, statement }];
    }),
  );
}

function isExpansion(statement: string, created: ReadonlySet<string>): boolean {
  if (statement === '' || CREATE_TABLE.test(statement) || INSERT.test(statement)) return true;
  const index = CREATE_INDEX.exec(statement);
  if (index !== null) return index[1] === undefined || created.has(index[3] ?? '');
  const [, table, clauses] = ALTER_TABLE.exec(statement) ?? [];
  if (table === undefined || clauses === undefined) return false;
  return created.has(table) || splitAtTopLevel(clauses).every(isAddition);
}

function isAddition(clause: string): boolean {
  if (ADD_INDEX.test(clause)) return true;
  if (!ADD_COLUMN.test(clause)) return false;
  const isFilledIn = /\bDEFAULT\b|\bAUTO_INCREMENT\b|\bGENERATED ALWAYS\b|\bAS \(/iu.test(clause);
  // A column may bring a rule of its own along.
  const isBound = /\b(?:UNIQUE|PRIMARY KEY|REFERENCES|CHECK)\b/iu.test(clause);
  return !isBound && (isFilledIn || !/\bNOT NULL\b/iu.test(clause));
}

/** At commas that stand in no parentheses and no quotes. */
function splitAtTopLevel(clauses: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let part = '';
  for (const letter of clauses) {
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (`'"\``.includes(letter)) quote = letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0 && quote === '') {
      parts.push(part.trim());
      part = '';
    } else part += letter;
  }
  return [...parts, part.trim()];
}
