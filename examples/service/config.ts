import { baseEnv, booleanVariable, natsEnv } from '@ballast/runtime';
import { z } from 'zod';

/** A durable consumer's name, as the hub allows it. */
const GROUP = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * What each of the examples reads.
 *
 * @param service `search-indexer`: its group is `search-indexer-group`, its port's variable SEARCH_INDEXER_PORT
 */
export function exampleConfig(service: string, port: number) {
  return z.object({
    ...baseEnv(`${service.replaceAll('-', '_').toUpperCase()}_PORT`, port),
    ...natsEnv,
    /** Off, the service works by call alone, as before there were events. */
    CONSUMER_ENABLED: booleanVariable().default(false),
    /** All processes with the same group share the events among them. */
    CONSUMER_GROUP: z.string().regex(GROUP, 'may have 1 to 64 letters, digits, _ and -').default(`${service}-group`),
    /** Where the service publishes its own events. */
    MQHUB_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:9500'),
    /** A key of MQHUB_SERVICE_KEYS, where the hub asks for one. */
    MQHUB_KEY: z.string().optional(),
    /** Where it keeps what it makes; all members of a group need the same. */
    DATA_DIR: z.string().default(`.ballast/examples/${service}`),
  });
}

export type ExampleConfig = z.output<ReturnType<typeof exampleConfig>>;
