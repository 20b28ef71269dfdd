import type { EventContract } from '@ballast/contracts';
import {
  breakerHealth,
  type Consumer,
  connectMessaging,
  consumeGroup,
  type EventHandler,
  type Messaging,
  on,
} from '@ballast/messaging';
import type { Outcome } from '@ballast/reliability';
import { HEALTH_PATHS, handlerGraceMs, healthResponse, natsAddress, type Service } from '@ballast/runtime';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { ExampleConfig } from './config.ts';
import { probeHub } from './publish-event.ts';

/** What a service does about one type of event, whichever door it comes by. */
export interface Work {
  readonly contract: EventContract<unknown>;
  readonly handler: EventHandler;
  /** @param payload as JSON that nobody has checked */
  readonly call: (payload: unknown) => Promise<CallAnswer>;
}

interface CallAnswer {
  readonly status: number;
  readonly body: { readonly success: boolean; readonly error_message?: string };
}

/** @param perform may run twice for one payload, even at the same time: its effect has to be the same as that of once */
export function work<Payload>(contract: EventContract<Payload>, perform: (payload: Payload) => Promise<Outcome>): Work {
  return {
    contract,
    handler: on(contract, ({ payload }) => perform(payload)),
    call: async (json) => {
      const payload = contract.payload.safeParse(json);
      if (!payload.success) return refusal(400, payload.error.message);
      return answerOf(await perform(payload.data));
    },
  };
}

const STATUS = { retry: 500, dead: 422, defer: 503, unavailable: 503 } as const;

function answerOf(outcome: Outcome): CallAnswer {
  if (outcome.kind === 'done') return { status: 200, body: { success: true } };
  return refusal(STATUS[outcome.kind], outcome.error.message);
}

function refusal(status: number, message: string): CallAnswer {
  return { status, body: { success: false, error_message: message } };
}

const CONCURRENCY = 8;

/**
 * Opens both doors to the same work: calls, `POST /rpc/<type>` with a payload, which is how it was asked for before there
 * were events; and the hub's streams, where CONSUMER_ENABLED says so. Returns what it is connected to the broker with.
 *
 * @param more adds what else the service answers
 */
export async function openDoors(
  service: Service<ExampleConfig>,
  works: readonly Work[],
  more: (app: FastifyInstance) => void = () => undefined,
): Promise<Messaging | undefined> {
  const { config, life, logger } = service;
  const app = life.use(
    fastify({
      loggerInstance: logger as FastifyBaseLogger,
      logController: new LogController({ disableRequestLogging: true }),
    }),
  );
  for (const path of HEALTH_PATHS) {
    app.get(path, async ({ socket }, reply) => {
      const answer = await healthResponse(service, path, socket.remoteAddress);
      return answer && reply.code(answer.status).type(answer.contentType).send(answer.body);
    });
  }
  for (const { contract, call } of works) {
    app.post(`/rpc/${contract.type}`, async (request, reply) => {
      const { status, body } = await call(request.body);
      return reply.code(status).send(body);
    });
  }
  more(app);
  await app.listen({ host: config.HOST, port: config.PORT });
  return config.CONSUMER_ENABLED ? await consume(service, works) : undefined;
}

async function consume(service: Service<ExampleConfig>, works: readonly Work[]): Promise<Messaging> {
  const { config, instance, life, health, logger, signal, metrics } = service;
  const messaging = await life.use(
    connectMessaging({ ...natsAddress(config), name: instance, logger, signal, onLost: service.fail }),
  );
  health.register('nats', () => messaging.ping());

  const streams = Map.groupBy(works, ({ contract }) => contract.stream);
  const consumers: Consumer[] = [...streams].map(([stream, some]) =>
    consumeGroup(messaging, {
      stream,
      group: config.CONSUMER_GROUP,
      handlers: some.map(({ handler }) => handler),
      concurrency: CONCURRENCY,
      worker: instance,
      logger,
      metrics,
      onActivity: () => undefined,
      probe: () => probeHub(config.MQHUB_URL),
      stopGraceMs: handlerGraceMs(config),
    }),
  );
  life.defer('consumers', () => Promise.all(consumers.map((consumer) => consumer.stop())));
  const breakers = () => consumers.flatMap((consumer) => consumer.breakers());
  health.register('breakers', async () => breakerHealth(breakers()), { critical: false });
  return messaging;
}
