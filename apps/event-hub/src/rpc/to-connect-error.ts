import { DatabaseError, type DatabaseErrorCode } from '@ballast/database';
import { MessagingError, type MessagingErrorCode } from '@ballast/messaging';
import { Code, ConnectError } from '@connectrpc/connect';

const NOT_STORED = { code: Code.Unavailable, text: 'the broker cannot be reached now: nothing was stored' };

/** What producers are told. Never the broker's own words: they name servers, streams and limits that are ours. */
const TOLD: Readonly<Record<MessagingErrorCode, { readonly code: Code; readonly text: string }>> = {
  unavailable: NOT_STORED,
  closed: NOT_STORED,
  no_stream: NOT_STORED,
  stream_full: { code: Code.Unavailable, text: 'the broker has no room now: nothing was stored' },
  timeout: {
    code: Code.Unavailable,
    text: 'the broker did not answer in time: it may have happened; doing it again with the same ids is safe',
  },
  in_process: {
    code: Code.Unavailable,
    text: 'the broker does not know yet whether it has this event: publish it again with the same event_id',
  },
  too_large: { code: Code.InvalidArgument, text: 'the event is larger than the broker takes' },
  rejected: { code: Code.Internal, text: 'the broker refused' },
  topology_conflict: { code: Code.Internal, text: 'the stream is not set up as it should be' },
  topology_mismatch: { code: Code.Internal, text: 'the stream is not set up as it should be' },
};

const NOT_ACCEPTED = { code: Code.Unavailable, text: 'the outbox cannot be reached now: nothing was stored' };

/** Of the outbox; what is not here is internal. */
const TOLD_OF_DATABASE: Partial<Readonly<Record<DatabaseErrorCode, { readonly code: Code; readonly text: string }>>> = {
  unavailable: NOT_ACCEPTED,
  pool_exhausted: NOT_ACCEPTED,
  deadlock: NOT_ACCEPTED,
  timeout: NOT_ACCEPTED,
  commit_unknown: {
    code: Code.Unavailable,
    text: 'the outbox did not answer in time: it may have happened; doing it again with the same ids is safe',
  },
};

/** What a caller gets for what was thrown: a ConnectError as it is, everything else in words of ours. */
export function toConnectError(thrown: unknown): ConnectError {
  if (thrown instanceof ConnectError) return thrown;
  const { code, text } = toldOf(thrown) ?? { code: Code.Internal, text: 'internal error' };
  return new ConnectError(text, code, undefined, undefined, thrown);
}

function toldOf(thrown: unknown) {
  if (thrown instanceof MessagingError) return TOLD[thrown.code];
  return thrown instanceof DatabaseError ? TOLD_OF_DATABASE[thrown.code] : undefined;
}
