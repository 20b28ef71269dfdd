import { DatabaseError } from '@ballast/database';
import type { Check, Decision, DecisionSource } from '@ballast/rate-limit';
import fastify, { type FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { keepTaken, registerGivingBack } from './give-back.ts';
import type { Limits } from './open-limits.ts';

const limit = (name: string) => ({ name, kind: 'ip', limit: 60, windowSeconds: 60 }) as const;
const policy = (name: string) => ({ name, fails: 'open', limits: [limit(`${name}-per-ip`)] }) as const;
const mails = policy('mails');
const ROUTE: Check = {
  policy: policy('prime-check'),
  endpoint: 'POST /prime-check',
  buckets: [
    { limit: limit('prime-check-per-ip'), id: '192.0.2.1', cost: 8 },
    { limit: limit('mails-per-ip'), id: '192.0.2.1', cost: 1, of: { policy: mails, endpoint: 'mails' } },
  ],
};
const MAIL: Check = { policy: mails, endpoint: 'mails', buckets: [{ limit: limit('mails'), id: 'ann', cost: 1 }] };

/** What is given back after a request that took something, by what the route does. */
async function givenBackAfter(taken: readonly [Check, Partial<Decision>][], route: (request: FastifyRequest) => void) {
  const given: { source: DecisionSource; costs: string[] }[] = [];
  const giveBack = async (checks: readonly Check[], source: DecisionSource) => {
    const costs = checks.flatMap(({ buckets }) => buckets.map(({ limit: { name }, cost }) => `${name} ${cost}`));
    given.push({ source, costs });
  };
  const app = fastify();
  registerGivingBack(app, { limiter: { giveBack }, policies: { mails } } as unknown as Limits);
  app.get('/', async (request) => {
    for (const [check, decision] of taken) {
      keepTaken(request, check, { allowed: true, source: 'redis', ...decision } as Decision);
    }
    route(request);
    return 'ok';
  });
  await app.inject('/');
  await app.close();
  return given;
}

const fail = (error: Error) => () => {
  throw error;
};

it('who was not served gets mails back, and of the rest all but the one token of having asked', async () => {
  const both: [Check, Partial<Decision>][] = [
    [ROUTE, {}],
    [MAIL, {}],
  ];
  const back = [{ source: 'redis', costs: ['prime-check-per-ip 7', 'mails-per-ip 1', 'mails 1'] }];
  expect(await givenBackAfter(both, fail(new DatabaseError('unavailable', 'away')))).toEqual(back);
  expect(await givenBackAfter(both, fail(new Error('a bug')))).toEqual(back);
  const replay = (request: FastifyRequest) => {
    request.isNothingDone = true;
  };
  expect(await givenBackAfter(both, replay)).toEqual(back);
});

it('nothing goes back of what was done, nor while nobody knows whether it was', async () => {
  expect(await givenBackAfter([[ROUTE, {}]], () => undefined)).toEqual([]);
  expect(await givenBackAfter([[ROUTE, {}]], fail(new DatabaseError('commit_unknown', 'lost')))).toEqual([]);
});

it('what took nothing gets nothing', async () => {
  const away = fail(new DatabaseError('unavailable', 'away'));
  expect(await givenBackAfter([], away)).toEqual([]);
  expect(await givenBackAfter([[ROUTE, { allowed: false }]], away)).toEqual([]);
  // Redis went in between: nobody knows both.
  const [given] = await givenBackAfter(
    [
      [ROUTE, { source: 'local' }],
      [MAIL, { source: 'redis' }],
    ],
    away,
  );
  expect(given).toEqual({ source: 'local', costs: ['prime-check-per-ip 7', 'mails-per-ip 1'] });
});
