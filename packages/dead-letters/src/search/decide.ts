import { decideField } from './decide-field.ts';
import { decidePayload, decidePayloadNumber } from './decide-payload.ts';
import { decideText } from './decide-text.ts';
import { allOf, anyOf, type Decision, decidedByIndex, noneOf } from './decision.ts';
import type { Comparison, NumberField, Query } from './query.ts';
import { sql, TRUE } from './sql.ts';

const NUMBER_COLUMNS: Readonly<Record<NumberField, string>> = {
  generation: 'm.generation',
  attempts: 'm.attempts',
  retries: 'm.retry_count',
};
/** Older than a letter is old is a letter that was stored before. */
const BEFORE: Readonly<Record<Exclude<Comparison, '='>, string>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };
/** A hundred years: beyond, the server has no time to compare with. */
const MAX_AGE_SECONDS = 3_155_760_000;

/** Turns a query into conditions over `dead_letter_messages AS m`. */
export function decide(query: Query): Decision {
  switch (query.kind) {
    case 'all':
      return decidedByIndex(TRUE);
    case 'and':
      return allOf(query.terms.map(decide));
    case 'or':
      return anyOf(query.terms.map(decide));
    case 'not':
      return noneOf(decide(query.term));
    case 'text':
      return decideText(query.pattern);
    case 'field':
      return decideField(query);
    case 'number':
      return decidedByIndex(sql(`${NUMBER_COLUMNS[query.field]} ${query.comparison} ?`, query.value));
    case 'age':
      return decidedByIndex(
        sql(
          `m.dlq_created_at ${BEFORE[query.comparison]} NOW(3) - INTERVAL ? SECOND`,
          Math.min(query.seconds, MAX_AGE_SECONDS),
        ),
      );
    case 'time':
      return decidedByIndex(sql(`m.dlq_created_at ${query.bound === 'after' ? '>=' : '<'} ?`, query.at));
    case 'payload':
      return decidePayload(query.path, query.pattern);
    case 'payload_number':
      return decidePayloadNumber(query.path, query.comparison, query.value);
  }
}
