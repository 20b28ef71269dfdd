import type { DeadLetterDetail } from '@ballast/contracts/operators';
import { fieldText, renderFields } from '../../../terminal/fields.ts';
import { printableLines } from '../../../terminal/printable.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { indent, joinParts, section } from '../../../terminal/section.ts';
import { formatTime } from '../../../terminal/span.ts';
import { paintState, styleOfErrorType } from '../../../terminal/state-mark.ts';
import { renderTimeline } from '../../timeline/timeline-table.ts';
import { FINGERPRINT_DIGITS } from '../groups/find-group.ts';
import { errorOf, renderLetters } from './letter-table.ts';

export interface LetterParts {
  readonly timeline: boolean;
  /** What the next redrive sends in place of the payload, read so that its numbers stay what they are. */
  readonly edited?: unknown;
}

/** One dead letter with what a person needs to decide about it. */
export function renderLetter(letter: DeadLetterDetail, screen: Screen, parts: LetterParts): string {
  return joinParts([
    headOf(letter, screen),
    renderFields(fieldsOf(letter, screen), screen),
    section(
      letter.edited_payload === undefined ? 'Payload' : 'Payload as it came',
      indent(payloadText(letter)),
      screen,
    ),
    section('Payload of the next redrive', indent(jsonText(parts.edited)), screen),
    section('Headers', indent(headersText(letter, screen)), screen),
    section('Stack', indent(printableLines(letter.error_stack ?? '')), screen),
    section('Other letters of this message', othersText(letter, screen), screen),
    parts.timeline ? section('Timeline', renderTimeline(letter.timeline, screen), screen) : '',
  ]);
}

function headOf(letter: DeadLetterDetail, screen: Screen): string {
  const error = screen.paint(styleOfErrorType(letter.error_type) ?? 'red', fieldText(errorOf(letter)) ?? '');
  return `${screen.paint('bold', `Dead letter ${letter.id}`)}  ${paintState(letter.status, screen)}\n${error}`;
}

function fieldsOf(letter: DeadLetterDetail, screen: Screen): [string, string | undefined][] {
  const time = (at: string | undefined) => (at === undefined ? undefined : formatTime(at, screen));
  return [
    ['message', fieldText(letter.original_message_id)],
    ['subject', fieldText(letter.original_subject)],
    ['error type', letter.error_type],
    ['attempts', String(letter.attempts)],
    ['generation', String(letter.generation)],
    ['redriven', letter.retry_count === 0 ? 'never' : `${letter.retry_count}×`],
    ['resolution', letter.resolution],
    ['group', letter.fingerprint?.slice(0, screen.width === undefined ? 64 : FINGERPRINT_DIGITS)],
    ['consumer', fieldText(letter.consumer)],
    ['worker', fieldText(letter.worker)],
    ['created', time(letter.original_created_at)],
    ['first failed', time(letter.first_failed_at)],
    ['last failed', time(letter.last_failed_at)],
    ['died', time(letter.dlq_created_at)],
    ['last redrive', time(letter.last_retry_at)],
    ['edited', byAndAt(letter.edited_by, time(letter.edited_at))],
    ['ended', byAndAt(letter.resolved_by, time(letter.resolved_at))],
    ['trace', fieldText(letter.trace_url ?? letter.trace_id)],
  ];
}

function byAndAt(by: string | undefined, at: string | undefined): string | undefined {
  return at === undefined ? undefined : `${at}${by === undefined ? '' : `, by ${fieldText(by)}`}`;
}

function payloadText(letter: DeadLetterDetail): string {
  if (letter.payload !== undefined) return jsonText(letter.payload);
  if (letter.payload_raw === undefined) return '';
  const bytes = Buffer.from(letter.payload_raw, 'base64');
  return `${bytes.length} bytes that are no JSON (--raw prints them): ${printableLines(bytes.toString('latin1').slice(0, 200))}`;
}

function jsonText(value: unknown): string {
  return value === undefined ? '' : printableLines(JSON.stringify(value, null, 2));
}

function headersText(letter: DeadLetterDetail, screen: Screen): string {
  const headers = Object.entries(letter.headers).toSorted(([a], [b]) => a.localeCompare(b));
  return renderFields(
    headers.map(([name, value]) => [fieldText(name) ?? name, fieldText(value)]),
    screen,
  );
}

function othersText(letter: DeadLetterDetail, screen: Screen): string {
  return letter.other_letters.length === 0 ? '' : renderLetters(letter.other_letters, screen);
}
