import {
  AskForLinkBodySchema,
  CreateUserBodySchema,
  type MailStop,
  OperatorSignInBodySchema,
  type Session,
} from '@ballast/contracts';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { problem } from './problem.ts';

type User = NonNullable<Session['user']>;
type Operator = NonNullable<Session['operator']>;

export const ADA: User = {
  id: '0192f0c1-7b1e-7000-8000-0000000000ad',
  name: 'Ada Lovelace',
  email: 'ada@reader.example',
  created_at: '2026-11-23T12:00:00.000Z',
};

/** The double's accounts: one browser, so one session. */
export class FakeAccounts {
  session: Session = {};
  readonly users = new Map<string, User>();
  /** Links that work, and whom they sign in; used once. */
  readonly links = new Map<string, User>();
  /** Addresses that a link was asked for. */
  readonly asked: string[] = [];
  /** How often somebody signed out everywhere. */
  endedEverywhere = 0;
  readonly keys = new Map<string, Operator>();
  /** Addresses whose mail can be stopped, by the link's token. */
  readonly mailStops = new Map<string, MailStop>();

  answer(request: FakeRequest): FakeAnswer | undefined {
    switch (request.route) {
      case 'GET /api/session':
        return { status: 200, body: this.session };
      case 'POST /users':
        return this.#create(request.body);
      case 'POST /users/login':
        this.asked.push(AskForLinkBodySchema.parse(request.body).email);
        return { status: 202, body: {} };
      case 'POST /users/logout':
        this.session = { ...(this.session.operator && { operator: this.session.operator }) };
        return { status: 204 };
      case 'POST /api/session':
        return this.#startOperator(OperatorSignInBodySchema.parse(request.body).key);
      case 'DELETE /api/session':
        this.session = { ...(this.session.user && { user: this.session.user }) };
        return { status: 204 };
    }
    if (request.route === `DELETE /users/${this.session.user?.id}/sessions`) {
      this.endedEverywhere += 1;
      this.session = { ...(this.session.operator && { operator: this.session.operator }) };
      return { status: 204 };
    }
    const looked = /^GET \/api\/sign-in-links\/(.+)$/u.exec(request.route)?.[1];
    if (looked !== undefined) return this.#lookAtLink(looked);
    const token = /^POST \/users\/login\/(.+)$/u.exec(request.route)?.[1];
    if (token !== undefined) return this.#signIn(token);
    const stop = /^(?:(POST) \/mail\/stop|(GET|DELETE) \/api\/mail-stops)\/(.+)$/u.exec(request.route);
    return stop === null ? undefined : this.#mailStop(stop[1] ?? stop[2] ?? '', stop[3] ?? '');
  }

  #create(body: unknown): FakeAnswer {
    const { name, email } = CreateUserBodySchema.parse(body);
    if (this.users.has(email)) return { status: 409, body: problem(409, 'conflict', 'There is an account already') };
    const user = { ...ADA, name, email };
    this.users.set(email, user);
    return { status: 201, body: user };
  }

  #lookAtLink(token: string): FakeAnswer {
    const user = this.links.get(token);
    if (user === undefined) return { status: 404, body: problem(404, 'not_found', 'This link is not known') };
    return { status: 200, body: { recipient: user.email.replace(/^(.).*@/u, '$1•••@') } };
  }

  #signIn(token: string): FakeAnswer {
    const user = this.links.get(token);
    if (user === undefined) return { status: 404, body: problem(404, 'not_found', 'This link is not known') };
    this.links.delete(token);
    this.session = { ...this.session, user };
    return { status: 200, body: { user, token: 'a.b.c', token_type: 'Bearer', expires_in: 3600 } };
  }

  #startOperator(key: string): FakeAnswer {
    const operator = this.keys.get(key);
    if (operator === undefined) return { status: 401, body: problem(401, 'unauthorized', 'This key is not known') };
    this.session = { ...this.session, operator };
    return { status: 200, body: this.session };
  }

  #mailStop(method: string, token: string): FakeAnswer {
    const stop = this.mailStops.get(token);
    if (stop === undefined) return { status: 404, body: problem(404, 'not_found', 'This link is not known') };
    if (method !== 'GET') stop.is_stopped = method === 'POST';
    return { status: 200, body: stop };
  }
}
