import type { QueryFault } from '@ballast/contracts';
import type { DeadLetterDetail } from '@ballast/contracts/operators';

type Read = (letter: DeadLetterDetail) => string | undefined;

const FIELDS: Readonly<Record<string, Read>> = {
  code: ({ error_code }) => error_code,
  type: ({ error_type }) => error_type,
  subject: ({ original_subject }) => original_subject,
  status: ({ status }) => status,
  id: ({ id }) => id,
  group: ({ fingerprint }) => fingerprint,
  consumer: ({ consumer }) => consumer,
  worker: ({ worker }) => worker,
};

/** As much of the search language as tests need: words, `field:value` and `before:time`, all of which have to fit; AND and parentheses are passed over. */
export function fitsQuery(letter: DeadLetterDetail, query: string): boolean {
  const words = query.replaceAll(/[()]/gu, ' ').match(/\w+:"[^"]*"|"[^"]*"|\S+/gu) ?? [];
  return words.every((word) => word === 'AND' || fitsWord(letter, word));
}

function fitsWord(letter: DeadLetterDetail, word: string): boolean {
  const [, field = '', value = ''] = /^(\w+):(.*)$/u.exec(word) ?? [];
  if (field === 'before') return Date.parse(letter.dlq_created_at) < Date.parse(value);
  const read = FIELDS[field];
  const wanted = (read === undefined ? word : value).replaceAll('"', '').toLowerCase();
  if (read !== undefined) return read(letter)?.toLowerCase() === wanted;
  return `${letter.error_code} ${letter.error_message}`.toLowerCase().includes(wanted);
}

/** What is wrong with a query, as far as this reads it: a quote that does not end, a field that there is not. */
export function findFault(query: string): { position: number; detail: string; query_fault: QueryFault } | undefined {
  if ((query.match(/"/gu)?.length ?? 0) % 2 === 1) {
    const detail = `At character ${query.length + 1}: expected a quote that ends the one of character ${query.indexOf('"') + 1}, found the end.`;
    return { position: query.length, detail, query_fault: { code: 'quote_open', opened_at: query.indexOf('"') } };
  }
  for (const { 1: field = '', index } of query.matchAll(/(?<![\w"])([a-z_]\w*):/gu)) {
    if (FIELDS[field] === undefined && !/^(error|message|attempts|age|after|before)$/u.test(field)) {
      const detail = `At character ${index + 1}: expected a field, found "${field}".`;
      return {
        position: index,
        detail,
        query_fault: { code: 'unknown_field', found: field, choices: Object.keys(FIELDS) },
      };
    }
  }
  return undefined;
}
