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

/** What a caller gets for what was thrown: a ConnectError as it is, everything else in words of ours. */
export function toConnectError(thrown: unknown): ConnectError {
  if (thrown instanceof ConnectError) return thrown;
  if (!(thrown instanceof MessagingError)) {
    return new ConnectError('internal error', Code.Internal, undefined, undefined, thrown);
  }
  const { code, text } = TOLD[thrown.code];
  return new ConnectError(text, code, undefined, undefined, thrown);
}
