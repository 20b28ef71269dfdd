import { OTLP_PROTOCOLS, type OtlpTarget } from '@ballast/telemetry';
import { z } from 'zod';
import { portVariable } from './values.ts';

const JAEGERS_HTTP_PORT = 4318;

/** The variables of exporting traces. */
export const otlpEnv = {
  /** The collector of traces, by the names that OpenTelemetry gives it. Neither it nor JAEGER_HOST: nothing is recorded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be a http or https URL' }).optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(OTLP_PROTOCOLS).default('http/protobuf'),
  /** The same by host and port: OTLP over gRPC, or over HTTP at port 4318. */
  JAEGER_HOST: z.string().optional(),
  JAEGER_PORT: portVariable().default(4317),
};

/** What `otlpEnv` makes of the environment. */
export type OtlpConfig = z.output<z.ZodObject<typeof otlpEnv>>;

/** The collector to export traces to, or `undefined` when none is set. */
export function otlpTarget(config: Partial<OtlpConfig>): OtlpTarget | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol = 'http/protobuf' } = config;
  if (url !== undefined) return { url, protocol };
  const { JAEGER_HOST: host, JAEGER_PORT: port = 4317 } = config;
  if (host === undefined) return undefined;
  return { url: `http://${host}:${port}`, protocol: port === JAEGERS_HTTP_PORT ? 'http/protobuf' : 'grpc' };
}
