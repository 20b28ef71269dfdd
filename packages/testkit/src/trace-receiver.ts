import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as a collector gets it. */
export interface ReceivedSpan {
  /** The process, by its `service.name`. */
  readonly service: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
}

/** How the collector answers: takes spans, refuses them, or never answers (until it behaves otherwise: then it hangs up). */
export type CollectorBehaviour = 'accept' | 'refuse' | 'hang';

export interface TraceReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** The environment of a process that sends its spans here. */
  readonly env: Readonly<Record<string, string>>;
  readonly spans: readonly ReceivedSpan[];
  /** Everything that was sent, as it came. */
  readonly bodies: readonly string[];
  /** Exports that began, whatever became of them. */
  readonly exports: number;
  behave(behaviour: CollectorBehaviour): void;
  /** Cuts all connections. */
  stop(): Promise<void>;
}

/** A collector on loopback that takes OTLP over HTTP as JSON and keeps what it gets. */
export async function startTraceReceiver(): Promise<TraceReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  let behaviour: CollectorBehaviour = 'accept';
  let exports = 0;
  const hanging = new Set<ServerResponse>();

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    exports += 1;
    if (behaviour === 'hang') {
      hanging.add(response);
      return;
    }
    const body = await readBody(request);
    if (behaviour === 'refuse') {
      response.writeHead(400).end();
      return;
    }
    bodies.push(body);
    spans.push(...readSpans(JSON.parse(body) as ExportRequest));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    spans,
    bodies,
    get exports() {
      return exports;
    },
    behave: (next) => {
      behaviour = next;
      for (const response of hanging) response.destroy();
      hanging.clear();
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: readonly Attribute[];
  readonly links?: readonly { traceId: string; spanId: string }[];
  readonly status?: { readonly code?: number };
}

/** OTLP's JSON: what is not read here may be in it as well. */
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_ERROR = 2;

function readSpans({ resourceSpans }: ExportRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(readAttributes(resource.attributes)['service.name']);
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => readSpan(service, span)));
  });
}

function readSpan(service: string, span: SentSpan): ReceivedSpan {
  const { name, traceId, spanId, parentSpanId = '', links = [], attributes, status, kind } = span;
  return {
    service,
    name,
    kind: KINDS[kind] ?? 'internal',
    traceId,
    spanId,
    parentSpanId,
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    attributes: readAttributes(attributes),
    failed: status?.code === STATUS_ERROR,
  };
}

/** Each value is an object whose one key says its type. */
function readAttributes(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
}
