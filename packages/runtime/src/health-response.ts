import type { Service } from './service.ts';

/** An answer for any HTTP server to send. */
export interface HealthResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The paths that every process answers. */
export const HEALTH_PATHS = ['/livez', '/readyz', '/health', '/metrics'] as const;

const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** What the answers are made from. */
export type ObservedService = Pick<Service, 'health' | 'metrics' | 'config'>;

/**
 * Answers one of the four paths every process has, or `undefined` for any other path. `remoteAddress` is the asking
 * client's, after proxy resolution: `/metrics` answers only METRICS_ALLOWED_CIDRS. Never throws because a check fails.
 */
export async function healthResponse(
  service: ObservedService,
  path: string,
  remoteAddress: string | undefined,
): Promise<HealthResponse | undefined> {
  switch (path) {
    case '/livez':
      return service.health.live() ? text(200, 'ok') : text(503, 'not live');
    case '/readyz':
      return await readyz(service);
    case '/health':
      return await health(service);
    case '/metrics':
      return await metrics(service, remoteAddress);
    default:
      return undefined;
  }
}

async function readyz({ health }: ObservedService): Promise<HealthResponse> {
  const { ready, reason } = await health.ready();
  return ready ? text(200, 'ready') : text(503, `not ready: ${reason}`);
}

async function health(service: ObservedService): Promise<HealthResponse> {
  const report = await service.health.report();
  const status = report.status === 'down' ? 503 : 200;
  return {
    status,
    contentType: JSON_TYPE,
    body: JSON.stringify({ status: report.status, release: service.config.BALLAST_RELEASE, checks: report.checks }),
  };
}

async function metrics(service: ObservedService, remoteAddress: string | undefined): Promise<HealthResponse> {
  if (!service.config.METRICS_ALLOWED_CIDRS.contains(remoteAddress)) {
    return text(403, 'metrics are not for this address: see METRICS_ALLOWED_CIDRS');
  }
  const { registry } = service.metrics;
  return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
}

function text(status: number, body: string): HealthResponse {
  return { status, contentType: TEXT, body: `${body}\n` };
}
