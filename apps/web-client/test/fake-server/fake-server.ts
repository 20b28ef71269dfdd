import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createPortFinder } from 'node:net';
import { createPrimeCheckBodySchema, SSE_EVENT } from '@ballast/contracts';
import { FakeAccounts } from './accounts.ts';
import { FakeAudit } from './audit.ts';
import { FakeChecks } from './checks.ts';
import { FakeDeadLetters } from './dead-letters.ts';
import { EventFeed } from './event-feed.ts';
import { FakeLetterActs } from './letter-acts.ts';
import { FakeLimits } from './limits.ts';
import { problem } from './problem.ts';
import { FakeRedrives } from './redrives.ts';
import { FakeRules } from './rules.ts';
import { servePage } from './serve-page.ts';
import { FakeSystem } from './system.ts';

/** An answer given in place of the usual one. */
export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The request is taken, and the connection cut instead of an answer. */
  readonly cut?: boolean;
}

export interface ReceivedPost {
  readonly key: string | undefined;
  readonly body: string;
}

/**
 * A test double of web-server: the routes that the page uses, kept in memory, with switches for what goes wrong. It also
 * serves the built page, under a strict Content-Security-Policy.
 */
export class FakeServer {
  readonly checks = new FakeChecks();
  readonly feed = new EventFeed();
  /** Hints for operators. */
  readonly hints = new EventFeed();
  readonly accounts = new FakeAccounts();
  readonly limits = new FakeLimits();
  readonly deadLetters = new FakeDeadLetters();
  readonly redrives = new FakeRedrives(this.deadLetters);
  readonly letterActs = new FakeLetterActs(this.deadLetters, this.redrives);
  readonly audit = new FakeAudit(this.deadLetters);
  readonly rules = new FakeRules(this.deadLetters, this.audit);
  readonly system = new FakeSystem();
  readonly posts: ReceivedPost[] = [];
  /** Milliseconds until a submitted number is decided; undefined: by hand, with `checks.decide`. */
  decideAfterMs: number | undefined;
  /** How often the list was asked for, page by page. */
  listed = 0;
  /** Answers to the next requests of a route, each used once. */
  readonly next: { post: CannedAnswer[]; list: CannedAnswer[] } = { post: [], list: [] };
  /** The same for pages of the list after its first. */
  readonly nextPages: CannedAnswer[] = [];
  /** The same for every other route, by its name: `POST /users`. */
  readonly nextOf = new Map<string, CannedAnswer[]>();
  /** Headers that every taken number is answered with. */
  takenHeaders: Readonly<Record<string, string>> = {};
  /** Holds the list back while it is set. */
  listGate: Promise<void> | undefined;
  readonly #directory: string;
  #port: number;
  #server: Server | undefined;

  constructor(directory: string, port: number) {
    this.#directory = directory;
    this.#port = port;
    this.checks.onChange = (check) => this.feed.send(SSE_EVENT.primeCheck, check);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
  }

  /** Goes down like a killed process: every connection is cut. What was accepted stays, for the next `start`. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/events')
      return this.feed.join(response, request.headers['last-event-id'] as string | undefined);
    if (url.pathname === '/api/events' && this.accounts.session.operator !== undefined)
      return this.hints.join(response, undefined);
    if (url.pathname === '/prime-check' && request.method === 'POST') return this.#post(request, response);
    if (url.pathname === '/prime-check') return this.#list(url, response);
    if (url.pathname.startsWith('/prime-check/')) {
      const [, , id = '', part] = url.pathname.split('/');
      const check = this.checks.get(id);
      if (check === undefined) return send(response, 404, problem(404, 'not_found', 'There is no such prime check'));
      return send(response, 200, part === 'steps' ? this.checks.stepsOf(check) : check);
    }
    if (await this.#answerOther(request, url, response)) return;
    return servePage(this.#directory, url.pathname, response);
  }

  async #answerOther(request: IncomingMessage, url: URL, response: ServerResponse): Promise<boolean> {
    const route = `${request.method} ${url.pathname}`;
    const canned = this.nextOf.get(route)?.shift();
    if (canned !== undefined) {
      give(canned, response);
      return true;
    }
    const text = await readBody(request);
    const asked = { route, query: url.searchParams, body: text === '' ? undefined : JSON.parse(text) };
    const isOperator = this.accounts.session.operator !== undefined;
    const answer =
      this.accounts.answer(asked) ??
      this.limits.answer(asked, isOperator) ??
      this.system.answer(asked, isOperator) ??
      this.redrives.answer(asked, isOperator) ??
      this.letterActs.answer(asked, isOperator) ??
      this.rules.answer(asked, isOperator) ??
      this.audit.answer(asked, isOperator) ??
      this.deadLetters.answer(asked, isOperator);
    if (answer === undefined) return false;
    send(response, answer.status, answer.body);
    if (request.method !== 'GET' && answer.status < 400) this.#hint(url.pathname);
    return true;
  }

  /** What one operator has done is told to all. */
  #hint(path: string): void {
    const what = /^\/api\/(?:dlq\/)?(jobs|rules|limits|dlq)\b/u.exec(path)?.[1];
    if (what !== undefined) this.hints.send(SSE_EVENT.changed, { what: what === 'dlq' ? 'dead-letters' : what });
  }

  async #list(url: URL, response: ServerResponse): Promise<void> {
    this.listed += 1;
    await this.listGate;
    const canned = (url.searchParams.has('cursor') ? this.nextPages : this.next.list).shift();
    if (canned !== undefined) return give(canned, response);
    const limit = Number(url.searchParams.get('limit') ?? 50);
    send(response, 200, this.checks.page(limit, url.searchParams.get('cursor') ?? undefined, url.searchParams));
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const key = request.headers['idempotency-key'] as string | undefined;
    this.posts.push({ key, body });
    const canned = this.next.post.shift();
    if (canned !== undefined && canned.cut !== true) return give(canned, response);
    const read = createPrimeCheckBodySchema().safeParse(JSON.parse(body));
    if (!read.success) return send(response, 400, problem(400, 'invalid_number', 'The number cannot be checked'));
    const known = this.checks.size;
    const check = this.checks.accept(read.data.number, key, body);
    if (check === undefined) return send(response, 422, problem(422, 'idempotency_key_reused', 'Key used before'));
    if (this.checks.size > known && this.decideAfterMs !== undefined) {
      setTimeout(() => this.checks.decide(check.id), this.decideAfterMs).unref();
    }
    if (canned !== undefined) return give(canned, response);
    const { id, number, created_at, trace_id } = check;
    send(response, 202, { id, number, status: 'processing', created_at, trace_id }, this.takenHeaders);
  }
}

/** Starts a fake server on a free port. */
export async function startFakeServer(directory: string, port?: number): Promise<FakeServer> {
  const server = new FakeServer(directory, port ?? (await findFreePort()));
  await server.start();
  return server;
}

function give(answer: CannedAnswer, response: ServerResponse): void {
  if (answer.cut === true) {
    response.destroy();
    return;
  }
  send(response, answer.status, answer.body, answer.headers);
}

function send(response: ServerResponse, status: number, body: unknown, headers: CannedAnswer['headers'] = {}): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The port is chosen once, so that a server can go down and come back under the same address. */
async function findFreePort(): Promise<number> {
  const finder = createPortFinder();
  await new Promise<void>((resolve) => finder.listen(0, '127.0.0.1', resolve));
  const { port } = finder.address() as AddressInfo;
  await new Promise((resolve) => finder.close(resolve));
  return port;
}
