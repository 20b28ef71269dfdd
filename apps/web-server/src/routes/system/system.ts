import { BreakerListSchema, type System, SystemSchema, WorkerListSchema } from '@ballast/contracts/operators';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type FactsDeps, readFacts } from '../../system/facts.ts';
import { findProblems } from '../../system/find-problems.ts';
import { breakersOf, readWorkers } from '../../system/read-workers.ts';

const tags = ['system'];

/** `GET /api/system`, `/api/workers` and `/api/breakers`. */
export const systemRoutes: FastifyPluginAsyncZod<FactsDeps> = async (app, deps) => {
  app.get(
    '/api/system',
    {
      config: { role: 'viewer' },
      schema: { summary: 'What is wrong, and what to do next', tags, response: { 200: SystemSchema } },
    },
    () => readSystem(deps),
  );

  app.get(
    '/api/workers',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Every instance of every process', tags, response: { 200: WorkerListSchema } },
    },
    async () => ({ items: await readWorkers(deps.db) }),
  );

  app.get(
    '/api/breakers',
    {
      config: { role: 'viewer' },
      schema: { summary: 'The circuit breakers of live workers', tags, response: { 200: BreakerListSchema } },
    },
    async () => ({ items: breakersOf(await readWorkers(deps.db)) }),
  );
};

async function readSystem(deps: FactsDeps): Promise<System> {
  const facts = await readFacts(deps);
  const problems = findProblems(facts, new Date());
  const checks = facts.health?.checks ?? {};
  const isDown = Object.values(checks).some(({ status }) => status === 'down') || facts.health === undefined;
  return {
    status: isDown ? 'down' : problems.length > 0 ? 'degraded' : 'ok',
    problems,
    checks: Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, { ...check }])),
    workers: [...(facts.workers ?? [])],
    breakers: breakersOf(facts.workers ?? []).filter(({ state }) => state !== 'closed'),
    outbox: (facts.outbox ?? []).map(({ subject, count, oldestAgeSeconds }) => ({
      subject,
      count,
      oldest_age_seconds: oldestAgeSeconds,
    })),
    streams: [...(facts.streams ?? [])],
    dead_letters: facts.deadLetters ?? { pending: 0, last_hour: 0 },
    jobs_running: facts.jobs?.running ?? 0,
  };
}
