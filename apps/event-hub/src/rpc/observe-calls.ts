import { type Logger, METRICS, withSpan } from '@ballast/telemetry';
import {
  Code,
  ConnectError,
  type ContextKey,
  createContextKey,
  type HandlerContext,
  type Interceptor,
} from '@connectrpc/connect';
import { codeToString } from '@connectrpc/connect/protocol-connect';
import type { HubMetrics } from '../hub-metrics.ts';
import { toConnectError } from './to-connect-error.ts';

type Operation = (typeof METRICS.hub.errors.labels.operation)[number];
type ErrorType = (typeof METRICS.hub.errors.labels.error_type)[number];

const OURS = new Set<Code>([Code.Internal, Code.Unavailable, Code.DeadlineExceeded]);
const ERROR_TYPES: readonly string[] = METRICS.hub.errors.labels.error_type;

/** Whether a call's request was read: what ends it from then on is seen by the interceptor. */
const wasRead: ContextKey<boolean> = createContextKey(false, { description: 'the request was read' });

/** Counts a call that ends before its request is read: by one that cannot be read or is too large, or one without a key. */
export function countUnread(metrics: HubMetrics, { signal, values, method }: HandlerContext): void {
  const count = () => {
    if (!values.get(wasRead)) countError(metrics, method.name, ConnectError.from(signal.reason, Code.Internal));
  };
  signal.addEventListener('abort', count, { once: true });
}

/** Counts a call that is answered with an error. */
function countError({ errors }: HubMetrics, operation: string, { code }: ConnectError): void {
  // A caller who goes away says so with the one or the other, by the version of HTTP.
  const type = codeToString(code === Code.Aborted ? Code.Canceled : code);
  errors.inc({
    operation: operation as Operation,
    error_type: ERROR_TYPES.includes(type) ? (type as ErrorType) : 'internal',
  });
}

/** A span of each call, in the caller's trace; its failure counted, logged when it is not the caller's, and in public words. */
export function observeCalls(metrics: HubMetrics, logger: Logger): Interceptor {
  return (next) => async (request) => {
    const { name } = request.method;
    request.contextValues.set(wasRead, true);
    const trace = {
      ...header(request.header, 'traceparent'),
      ...header(request.header, 'tracestate'),
    };
    const attributes = { 'rpc.system': 'connect_rpc', 'rpc.service': request.service.typeName, 'rpc.method': name };
    try {
      return await withSpan(
        `${request.service.typeName}/${name}`,
        { kind: 'server', stranger: trace, attributes },
        () => next(request),
      );
    } catch (thrown) {
      const error = toConnectError(thrown);
      countError(metrics, name, error);
      const about = { err: error.cause ?? error, operation: name, code: codeToString(error.code) };
      if (error.code === Code.Internal) logger.error(about, 'the call failed');
      else if (OURS.has(error.code)) logger.warn(about, 'the call failed');
      throw error;
    }
  };
}

function header<Name extends string>(headers: Headers, name: Name): { readonly [N in Name]?: string } {
  const value = headers.get(name);
  return value === null ? {} : ({ [name]: value } as { [N in Name]: string });
}
