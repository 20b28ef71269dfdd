import type { Breaker, Ledger, System, Worker } from '@ballast/contracts/operators';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { problem } from './problem.ts';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

const worker = (service: string, instance: string): Worker => ({
  name: `${service}-${instance}`,
  service,
  status: 'healthy',
  last_heartbeat: ago(2),
  is_live: true,
  metadata: {},
});

/** The double's system: all is well, and numbers come in at an even rate. */
export class FakeSystem {
  /** How many numbers come in a second. */
  rate = 24;
  status: System['status'] = 'ok';
  problems: System['problems'] = [];
  checks: System['checks'] = {
    mysql: { status: 'ok', ms: 1.2 },
    nats: { status: 'ok', ms: 0.8 },
    redis: { status: 'ok', ms: 0.5 },
  };
  workers: Worker[] = [
    worker('dlq-manager', '3f0a'),
    worker('email-send-worker', '71c2'),
    worker('outbox-publisher', 'a41d'),
    worker('prime-check-worker', '0b9e'),
    worker('prime-check-worker', '5d77'),
    worker('web-server', 'c8e1'),
  ];
  breakers: Breaker[] = [
    { worker: 'email-send-worker-71c2', service: 'email-send-worker', dependency: 'smtp', state: 'closed' },
    { worker: 'prime-check-worker-0b9e', service: 'prime-check-worker', dependency: 'mysql', state: 'closed' },
    { worker: 'prime-check-worker-5d77', service: 'prime-check-worker', dependency: 'mysql', state: 'closed' },
  ];
  outbox: System['outbox'] = [];
  deadLetters: System['dead_letters'] = { pending: 212, last_hour: 0, oldest_pending_at: ago(70_000) };
  /** Requests, and as many mails, that nothing will move. */
  unaccounted = 0;
  /** The database is away: what is read there is refused. */
  isDatabaseAway = false;
  readonly #startedAt = Date.now();

  answer({ route }: FakeRequest, isOperator: boolean): FakeAnswer | undefined {
    const part = /^GET \/api\/(system|ledger|breakers)$/u.exec(route)?.[1];
    if (part === undefined) return undefined;
    if (!isOperator) return { status: 401, body: problem(401, 'unauthorized', 'This needs a key') };
    if (part === 'system') return { status: 200, body: this.#system() };
    if (this.isDatabaseAway) return { status: 503, body: problem(503, 'unavailable', 'The database is away') };
    return { status: 200, body: part === 'ledger' ? this.#ledger() : { items: this.breakers } };
  }

  #system(): System {
    const { status, problems, checks, outbox } = this;
    const passed = this.#passed();
    const away = this.isDatabaseAway;
    return {
      status,
      problems,
      checks,
      workers: away ? [] : this.workers.map((one) => ({ ...one, ...(one.is_live && { last_heartbeat: ago(2) }) })),
      breakers: this.breakers.filter(({ state }) => state !== 'closed'),
      outbox: away ? [] : outbox,
      streams: [
        stream('primecheck_stream', 'primecheck', 'primecheck_consumer', 1_284_000 + passed, 9),
        stream('emailsend_stream', 'emailsend', 'emailsend_consumer', 402_000 + Math.floor(passed / 3), 2),
        stream('dead_letter_queue', 'dlq.*', 'dlq_manager', 3_120, 0),
        {
          ...stream('events_alt_events_articles', 'hub.alt_events_articles.>', 'pre-processor-group', 8_410, 8_410),
          consumers: [consumer('pre-processor-group', 8_410, 0), consumer('search-indexer-group', 8_410, 37)],
        },
        { ...stream('events_alt_events_index', 'hub.alt_events_index.>', 'nobody', 0, 0), consumers: [] },
      ],
      dead_letters: this.deadLetters,
      jobs_running: 0,
    };
  }

  #ledger(): Ledger {
    const passed = this.#passed();
    return {
      ...account(1_284_000 + passed, 9, this.unaccounted),
      emails: account(402_000 + Math.floor(passed / 3), 2, 0),
      checked_at: ago(40),
    };
  }

  #passed(): number {
    return Math.floor(((Date.now() - this.#startedAt) / 1_000) * this.rate);
  }
}

function account(accepted: number, in_flight: number, unaccounted: number): Ledger['emails'] {
  const [dead_lettered, discarded] = [212, 31];
  return {
    accepted,
    completed: accepted - dead_lettered - discarded - in_flight - unaccounted,
    dead_lettered,
    discarded,
    in_flight,
    unaccounted,
    oldest_in_flight_seconds: 0.4,
    balanced: true,
  };
}

function stream(name: string, subject: string, durable: string, last_seq: number, messages: number) {
  return {
    name,
    subjects: [subject],
    messages,
    bytes: messages * 412,
    first_seq: last_seq - messages + 1,
    last_seq,
    created_at: ago(900_000),
    ...(messages > 0 && { oldest_at: ago(0.4) }),
    consumers: [consumer(durable, last_seq, messages)],
  };
}

function consumer(name: string, last_seq: number, left: number) {
  return {
    name,
    pending: Math.max(0, left - 4),
    in_flight: Math.min(4, left),
    redelivered: 0,
    last_delivered_seq: last_seq,
    ack_floor_seq: last_seq - left,
    waiting_pulls: 2,
  };
}
