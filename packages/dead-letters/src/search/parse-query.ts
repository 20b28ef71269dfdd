import type { QueryFault } from '@ballast/contracts';
import type { Query } from './query.ts';
import { QueryError } from './query-error.ts';
import { readCondition } from './read-condition.ts';
import { foundAt, readTokens, type Token } from './tokens.ts';

const MAX_CHARACTERS = 4_000;
/** Each is a condition of the statement that is made of it. */
const MAX_CONDITIONS = 100;
const MAX_DEPTH = 50;

/**
 * Reads a query. An empty one finds everything.
 *
 *     query     = [ either ]
 *     either    = all *( "OR" all )
 *     all       = negated *( [ "AND" ] negated )
 *     negated   = *( "NOT" / "-" ) primary
 *     primary   = "(" either ")" / condition
 *     condition = text / field operator value
 *
 * Throws QueryError.
 */
export function parseQuery(text: string): Query {
  if (text.length > MAX_CHARACTERS) {
    throw new QueryError(MAX_CHARACTERS, { code: 'too_long', found: `${text.length}`, most: MAX_CHARACTERS });
  }
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #conditions = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = readTokens(text);
  }

  parse(): Query {
    if (this.#peek().kind === 'end') return { kind: 'all' };
    const query = this.#either();
    if (this.#peek().kind !== 'end') throw this.#unexpected({ code: 'end_expected' });
    return query;
  }

  #either(): Query {
    const terms = [this.#all()];
    while (this.#take('or')) terms.push(this.#all());
    return join('or', terms);
  }

  #all(): Query {
    const terms = [this.#negated()];
    while (this.#take('and') || this.#startsTerm()) terms.push(this.#negated());
    return join('and', terms);
  }

  #negated(): Query {
    if (!this.#take('not')) return this.#primary();
    return this.#deeper(() => ({ kind: 'not', term: this.#negated() }));
  }

  #primary(): Query {
    const token = this.#peek();
    if (token.kind === 'value' || token.kind === 'field') {
      this.#conditions += 1;
      if (this.#conditions > MAX_CONDITIONS)
        throw this.#unexpected({ code: 'too_many_conditions', most: MAX_CONDITIONS });
      this.#next += 1;
      return token.kind === 'value' ? { kind: 'text', pattern: token.pattern } : readCondition(token, this.#text);
    }
    if (!this.#take('(')) throw this.#unexpected({ code: 'condition_expected' });
    const inner = this.#deeper(() => this.#either());
    if (!this.#take(')')) throw this.#unexpected({ code: 'parenthesis_open', opened_at: token.position });
    return inner;
  }

  #deeper(read: () => Query): Query {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.#unexpected({ code: 'too_deep', most: MAX_DEPTH });
    const query = read();
    this.#depth -= 1;
    return query;
  }

  #startsTerm(): boolean {
    const { kind } = this.#peek();
    return kind === 'value' || kind === 'field' || kind === '(' || kind === 'not';
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #take(kind: Token['kind']): boolean {
    if (this.#peek().kind !== kind) return false;
    this.#next += 1;
    return true;
  }

  #unexpected(fault: Omit<QueryFault, 'found'>): QueryError {
    const { position } = this.#peek();
    return new QueryError(position, { ...fault, ...foundAt(this.#text, position) });
  }
}

/** One level for `a (b c)`: an order of terms means nothing. */
function join(kind: 'and' | 'or', terms: readonly Query[]): Query {
  const flat = terms.flatMap((term) => (term.kind === kind ? term.terms : [term]));
  return flat.length === 1 ? (flat[0] as Query) : { kind, terms: flat };
}
