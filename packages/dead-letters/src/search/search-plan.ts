import { decide } from './decide.ts';
import type { Query } from './query.ts';
import { type Sql, sql } from './sql.ts';

/** How letters are looked for: an index to walk, newest first, and what is asked of each entry and of each row. */
export interface SearchPlan {
  readonly index: string;
  /** Whether the index is walked in windows: it has every letter, and few may fit. */
  readonly isWindowed: boolean;
  /** Asked of the index's entries. */
  readonly may: Sql;
  /** Asked of the rows that are left; `undefined` where nothing is left to ask. */
  readonly exact: Sql | undefined;
}

const COVERING = 'dead_letter_messages_search';

/**
 * Chooses the index. One whose first columns are all that is asked finds a page without looking at anything else; for
 * any other search the covering index is walked, where every entry decides about its letter or rules most of them out.
 */
export function planSearch(query: Query): SearchPlan {
  const terms = query.kind === 'and' ? query.terms : [query];
  const { may, must, exact } = decide(query);
  const rest = may.text === must.text ? undefined : exact;
  const messageId = terms.map(wholeMessageId).find((id) => id !== undefined);
  if (messageId !== undefined) {
    const isThisMessage = sql('m.original_message_id = ?', messageId);
    return { index: 'dead_letter_messages_message_id', isWindowed: false, may: isThisMessage, exact };
  }
  const index = query.kind === 'all' ? 'PRIMARY' : INDEX_OF[terms.map(equalityOf).toSorted().join(' ')];
  if (index !== undefined) return { index, isWindowed: false, may, exact: rest };
  return { index: COVERING, isWindowed: true, may, exact: rest };
}

/** By the columns that are asked to be equal to something. */
const INDEX_OF: Readonly<Record<string, string>> = {
  id: 'PRIMARY',
  status: 'dead_letter_messages_status_id',
  subject: 'dead_letter_messages_subject_id',
  type: 'dead_letter_messages_type_id',
  group: 'dead_letter_messages_fingerprint',
  'group status': 'dead_letter_messages_status_fingerprint',
};

function wholeMessageId(term: Query): string | undefined {
  const isOne = term.kind === 'field' && term.field === 'id' && term.pattern.length === 1;
  return isOne && /\D/.test(term.pattern[0]) ? term.pattern[0] : undefined;
}

function equalityOf(term: Query): string {
  if (term.kind !== 'field' || term.pattern.length > 1) return 'other';
  if (term.field === 'group' && term.pattern[0].length < 64) return 'other';
  return term.field;
}
