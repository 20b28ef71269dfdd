import { createHash } from 'node:crypto';
import type { EventContract } from '@ballast/contracts';
import { dead, done, type Outcome, retry, toFailure, unavailable } from '@ballast/reliability';

/** Where a service publishes, and as whom. */
export interface Hub {
  readonly url: string;
  /** One of MQHUB_SERVICE_KEYS, where the hub asks for one. */
  readonly key: string | undefined;
  /** The name of the service. */
  readonly source: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Publishes an event as anybody can who has nothing but HTTP, and says what that makes of the work it is the end of: while
 * the hub is away the consumer waits for it, and no attempt is spent.
 *
 * @param cause what the event follows from. The same cause gives the same event_id, so that work which is done twice, or by
 *   call and by event, publishes one event.
 */
export async function publishEvent<Payload>(
  hub: Hub,
  contract: EventContract<Payload>,
  payload: Payload,
  cause: unknown,
): Promise<Outcome> {
  const event = {
    event_id: idOf(contract.type, cause),
    event_type: contract.type,
    source: hub.source,
    payload: Buffer.from(JSON.stringify(payload)).toString('base64'),
  };
  try {
    const answer = await fetch(`${hub.url}/services.mqhub.v1.MQHubService/Publish`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(hub.key === undefined ? {} : { authorization: `Bearer ${hub.key}` }),
      },
      body: JSON.stringify({ stream: contract.stream, event }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer.ok ? done : outcomeOf((await answer.json()) as HubError);
  } catch (error) {
    // It was not reached, or its answer was lost: under the same event_id, publishing again is right either way.
    return unavailable('event-hub', toFailure(error));
  }
}

/** Resolves when the hub says that it takes events. */
export async function probeHub(url: string): Promise<void> {
  const { status } = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (status !== 200) throw new Error(`the event hub is not ready: ${status}`);
}

/** As Connect's protocol has it: https://connectrpc.com/docs/protocol#error-codes */
interface HubError {
  readonly code: string;
  readonly message: string;
}

function outcomeOf({ code, message }: HubError): Outcome {
  const failure = { code: `hub_${code}`, message };
  if (code === 'unavailable') return unavailable('event-hub', failure);
  return code === 'invalid_argument' ? dead('permanent', failure) : retry(failure, 'event-hub');
}

function idOf(type: string, cause: unknown): string {
  return `${type}-${createHash('sha256').update(JSON.stringify(cause)).digest('hex').slice(0, 32)}`;
}
