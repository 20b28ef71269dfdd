import type { BackgroundConnection } from '@ballast/messaging';
import { handlerGraceMs, type Service } from '@ballast/runtime';
import { METRICS } from '@ballast/telemetry';
import type { ConnectRouter } from '@connectrpc/connect';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Config } from './config.ts';
import type { EventStreams } from './events/event-streams.ts';
import { Slots } from './events/slots.ts';
import { MQHubService } from './generated/services/mqhub/v1/mqhub_pb.ts';
import { registerDraining } from './http/draining.ts';
import { createOnePortServer } from './http/one-port.ts';
import { registerOperations } from './http/operations.ts';
import { hubHealth } from './hub-health.ts';
import { createHubMetrics, type HubMetrics } from './hub-metrics.ts';
import type { Outbox } from './outbox/outbox.ts';
import { authenticate } from './rpc/authenticate.ts';
import { createGenerateTags } from './rpc/generate-tags.ts';
import { countUnread, observeCalls } from './rpc/observe-calls.ts';
import { createPublishing } from './rpc/publishing.ts';
import { createStreamCalls } from './rpc/stream-calls.ts';

export interface AppDeps {
  readonly service: Service<Config>;
  readonly connection: BackgroundConnection;
  readonly streams: EventStreams;
  readonly outbox: Outbox;
}

const PUBLISHES_BY_POOL_SIZE = 25;
/** A request is larger than what is stored of it: bytes are a third longer in JSON, and whatever is escaped there. */
const REQUEST_BYTES_BY_BATCH_BYTES = 2;
/** The ids of a batch are some kB: to squeeze them costs more than to send them to a neighbour. */
const COMPRESS_FROM_BYTES = 65_536;

/** The HTTP application. It neither listens nor reads the environment nor handles signals. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { service, connection } = deps;
  const { config, logger } = service;
  const metrics = createHubMetrics(service.metrics);
  service.metrics.gauge(METRICS.hub.connected, (gauge) => gauge.set(connection.connected() ? 1 : 0));
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    serverFactory: (listener) => createOnePortServer(listener, { maxConnections: config.MQHUB_MAX_CONNECTIONS }),
  });
  // Connect reads bodies itself, and says of which type they may be.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null, undefined));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'unimplemented', message: 'there is no such procedure' }),
  );
  const late = registerDraining(app, handlerGraceMs(config));
  registerOperations(app, service);

  await app.register(async (scope) => {
    scope.addHook('onRequest', async ({ method }, reply) => {
      if (method === 'POST') return undefined;
      return reply.code(405).header('allow', 'POST').send();
    });
    await scope.register(fastifyConnectPlugin, {
      routes: (router: ConnectRouter) => void router.service(MQHubService, implement(deps, metrics)),
      interceptors: [observeCalls(metrics, logger)],
      compressMinBytes: COMPRESS_FROM_BYTES,
      readMaxBytes: config.MAX_BATCH_BYTES * REQUEST_BYTES_BY_BATCH_BYTES,
      shutdownSignal: late,
      requestGate: (context) => {
        countUnread(metrics, context);
        authenticate(config.MQHUB_SERVICE_KEYS, context);
      },
    });
  });
  return app;
}

function implement({ service, connection, streams, outbox }: AppDeps, metrics: HubMetrics) {
  const { config, logger } = service;
  const { messaging } = connection;
  return {
    ...createPublishing({
      messaging,
      streams,
      slots: new Slots(config.REDIS_POOL_SIZE * PUBLISHES_BY_POOL_SIZE),
      outbox,
      metrics,
      logger,
      isEnabled: config.MQHUB_ENABLED,
      maxBatchSize: config.MAX_BATCH_SIZE,
      maxBatchBytes: config.MAX_BATCH_BYTES,
    }),
    ...createStreamCalls({ messaging, streams, outbox }),
    generateTagsForArticle: createGenerateTags(messaging),
    healthCheck: async () => {
      const { healthy, redisStatus, uptimeSeconds } = await hubHealth(service);
      return { healthy, redisStatus, uptimeSeconds: BigInt(uptimeSeconds) };
    },
  };
}
