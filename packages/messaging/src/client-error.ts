import { ErrorCode, NatsError } from 'nats';
import { MessagingError, type MessagingErrorCode } from './messaging-error.ts';

/** The server's `err_code`s that mean something of their own to us. */
const CODE_BY_ERR_CODE: Readonly<Record<number, MessagingErrorCode>> = {
  10002: 'stream_full', // resource limits of the account
  10005: 'unavailable', // not enough servers of the cluster are up for the copies that are asked for
  10006: 'unavailable', // the cluster is not there yet
  10007: 'unavailable', // this server has not been given its part yet
  10008: 'unavailable', // temporarily
  10009: 'unavailable', // no cluster leader
  10014: 'no_stream', // consumer not found
  10023: 'stream_full', // insufficient resources
  10028: 'stream_full', // memory
  10039: 'unavailable', // JetStream not enabled for the account
  10047: 'stream_full', // storage
  10054: 'too_large', // over the stream's message size
  10059: 'no_stream',
  10076: 'unavailable', // JetStream not enabled
  10077: 'stream_full', // maximum messages or bytes reached, or the stream's files are gone
  10118: 'unavailable', // stream offline: its servers are away
  10119: 'unavailable', // consumer offline
  10158: 'in_process', // a message with this id is being stored
};

const CODE_BY_CLIENT_CODE: Readonly<Record<string, MessagingErrorCode>> = {
  [ErrorCode.NoResponders]: 'no_stream',
  [ErrorCode.MaxPayloadExceeded]: 'too_large',
  [ErrorCode.Timeout]: 'timeout',
  // The connection broke with the request under way: it may have arrived.
  [ErrorCode.Disconnect]: 'timeout',
  [ErrorCode.Cancelled]: 'timeout',
  [ErrorCode.ConnectionRefused]: 'unavailable',
  [ErrorCode.ConnectionTimeout]: 'unavailable',
  [ErrorCode.ConnectionClosed]: 'closed',
  [ErrorCode.ConnectionDraining]: 'closed',
};

/** Turns whatever the client throws into a MessagingError with the original as its cause. */
export function toMessagingError(thrown: unknown, doing: string): MessagingError {
  if (thrown instanceof MessagingError) return thrown;
  const text = describe(thrown);
  return new MessagingError(codeOf(thrown), `${doing}: ${text}`, { cause: thrown });
}

/** The server's own number for an error, when it gave one. */
export function readErrCode(thrown: unknown): number | undefined {
  const error = thrown instanceof MessagingError ? thrown.cause : thrown;
  return error instanceof NatsError ? error.api_error?.err_code : undefined;
}

/** Whether the server refuses who we are: trying again does not help before somebody changes something. */
export function isAuthError(thrown: unknown): boolean {
  return thrown instanceof NatsError && (thrown.isAuthError() || thrown.code === ErrorCode.BadCreds);
}

function codeOf(thrown: unknown): MessagingErrorCode {
  if (!(thrown instanceof NatsError)) return 'rejected';
  const api = thrown.api_error;
  if (api === undefined) return CODE_BY_CLIENT_CODE[thrown.code] ?? 'rejected';
  const known = CODE_BY_ERR_CODE[api.err_code ?? 0];
  if (known !== undefined) return known;
  return api.code === 503 || api.code === 429 ? 'unavailable' : 'rejected';
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof NatsError)) return thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown.api_error !== undefined) return `${thrown.api_error.description} (${thrown.api_error.err_code})`;
  return thrown.code === ErrorCode.NoResponders ? 'nobody listens on the subject' : thrown.message;
}
