import {
  eventStreamName,
  firstIdentity,
  formatEventId,
  groupEventSubject,
  HEADER,
  type MessageIdentity,
} from '@ballast/contracts';
import { ArticleCreated } from '@ballast/contracts/events';
import type { RetryPolicy } from '@ballast/reliability';
import type { ConsumerInfo } from 'nats';
import { consumeGroup } from '../src/consume-group.ts';
import type { Consumer } from '../src/consumer-options.ts';
import { type EventStreamLimits, ensureEventStream } from '../src/event-streams.ts';
import type { GroupOptions } from '../src/group-options.ts';
import type { KeptAttempts } from '../src/kept-attempts.ts';
import type { Messaging, PublishReceipt } from '../src/messaging.ts';
import { Bench } from './bench.ts';

export const LIMITS: EventStreamLimits = {
  maxMessages: 10_000,
  maxAgeMs: 60 * 60_000,
  maxBytes: 64 * 1024 * 1024,
  replicas: 1,
};
export const ARTICLES = ArticleCreated.stream;

/** As soon as possible. */
const QUICKLY: RetryPolicy = { maxAttempts: 5, initialMs: 20, multiplier: 1, maxMs: 20, jitter: 0 };

export interface EventOptions {
  readonly contract?: { readonly subject: string; readonly type: string };
  readonly group?: string;
  readonly identity?: MessageIdentity;
  /** In the place of the payload of an article. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly body?: string;
  /** What the broker tells repeats by. Default: the event's identity. */
  readonly knownAs?: string;
}

/** What a test of groups needs besides: events as the hub stores them, and members. */
export class GroupBench extends Bench {
  /** A connection to a broker that can take events of articles and dead letters. */
  async connectWithStreams(): Promise<Messaging> {
    const messaging = await this.connectWithTopology();
    await ensureEventStream(messaging, ARTICLES, LIMITS);
    return messaging;
  }

  join(messaging: Messaging, options: Pick<GroupOptions, 'handlers'> & Partial<GroupOptions>): Consumer {
    return this.own(
      consumeGroup(messaging, {
        stream: ARTICLES,
        group: 'tagger',
        concurrency: 4,
        policy: QUICKLY,
        worker: 'member-1',
        logger: this.logger,
        metrics: this.metrics,
        onActivity: () => {},
        ...options,
      }),
    );
  }

  /** Whether a group has nothing before it, and nothing in hand. */
  async isSettled(messaging: Messaging, group = 'tagger'): Promise<boolean> {
    const { num_pending, num_ack_pending } = await this.#stand(messaging, group);
    return num_pending + num_ack_pending === 0;
  }

  /** How many events a group's members have been given and have not settled. */
  async inHand(messaging: Messaging, group = 'tagger'): Promise<number> {
    return (await this.#stand(messaging, group)).num_ack_pending;
  }

  async #stand(messaging: Messaging, group: string): Promise<ConsumerInfo> {
    const manager = await this.manager(messaging);
    return manager.consumers.info(`${this.namespace}_${eventStreamName(ARTICLES)}`, group);
  }

  async hasGroup(messaging: Messaging, group: string): Promise<boolean> {
    const manager = await this.manager(messaging);
    const found = manager.consumers.info(`${this.namespace}_${eventStreamName(ARTICLES)}`, group);
    return await found.then(
      () => true,
      () => false,
    );
  }

  /** What the broker keeps of attempts, in no order that matters. */
  async kept(messaging: Messaging): Promise<KeptAttempts[]> {
    const manager = await this.manager(messaging);
    const name = `${this.namespace}_event_attempts`;
    const state = await manager.streams.info(name).then(
      (info) => info.state,
      () => undefined,
    );
    const kept: KeptAttempts[] = [];
    for (let seq = state?.first_seq ?? 1; seq <= (state?.last_seq ?? 0); seq += 1) {
      const stored = await manager.streams.getMessage(name, { seq }).catch(() => undefined);
      if (stored !== undefined) kept.push(stored.json<KeptAttempts>());
    }
    return kept;
  }

  publishEvent(messaging: Messaging, id: string, options: EventOptions = {}): Promise<PublishReceipt> {
    const { contract = ArticleCreated, group, identity = firstIdentity(id), fields, body, knownAs } = options;
    const messageId = formatEventId(identity);
    return messaging.publish({
      subject: group === undefined ? contract.subject : groupEventSubject(contract.subject, group),
      messageId: knownAs ?? messageId,
      headers: { [HEADER.messageId]: messageId, [HEADER.contractVersion]: '1' },
      body: body ?? JSON.stringify({ ...eventOf(id, contract.type), ...fields }),
    });
  }
}

/** As the hub writes it. */
export function eventOf(id: string, type: string = ArticleCreated.type) {
  return {
    id,
    type,
    version: 1,
    source: 'alt-backend',
    created_at: '2026-01-13T00:00:00Z',
    metadata: { tenant: 'one' },
    payload: { article_id: `article-${id}`, title: 'A title' },
  };
}
