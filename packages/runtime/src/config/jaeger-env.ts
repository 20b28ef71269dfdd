import { z } from 'zod';
import { portVariable } from './values.ts';

export const jaegerEnv = {
  /** Host of the OTLP gRPC collector. Unset: nothing is recorded. */
  JAEGER_HOST: z.string().optional(),
  JAEGER_PORT: portVariable().default(4317),
};

export type JaegerConfig = z.output<z.ZodObject<typeof jaegerEnv>>;

/** The collector to export traces to, or `undefined` when none is set. */
export function otlpTarget(config: Partial<JaegerConfig>): { host: string; port: number } | undefined {
  if (config.JAEGER_HOST === undefined) return undefined;
  return { host: config.JAEGER_HOST, port: config.JAEGER_PORT ?? 4317 };
}
