import type { ObservedService } from '@ballast/runtime';

export interface HubHealth {
  readonly healthy: boolean;
  /** The broker's; the name is older than it. */
  readonly redisStatus: 'connected' | 'disconnected';
  readonly uptimeSeconds: number;
}

/** The name of the check of the broker, which is the one thing that the hub cannot do without. */
export const BROKER_CHECK = 'nats';

export async function hubHealth({ health }: Pick<ObservedService, 'health'>): Promise<HubHealth> {
  const { status, checks } = await health.report();
  return {
    healthy: status !== 'down',
    redisStatus: checks[BROKER_CHECK]?.status === 'ok' ? 'connected' : 'disconnected',
    uptimeSeconds: Math.floor(process.uptime()),
  };
}
