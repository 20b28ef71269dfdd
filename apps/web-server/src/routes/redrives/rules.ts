import {
  RuleBodySchema,
  RuleListSchema,
  RulePatchSchema,
  RuleSchema,
  RuleSwitchBodySchema,
  RuleTrialBodySchema,
  RuleTrialSchema,
} from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { changeRule, createRule, deleteRule, listRules, switchRules, tryRule } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../../operators/authentication.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['redrives'];
const params = z.object({ name: z.string() });

/** `/api/dlq/rules`: when letters are redriven without a person. */
export const rulesRoutes: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/api/dlq/rules',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Automatic rules, and whether they act at all', tags, response: { 200: RuleListSchema } },
    },
    () => listRules(db),
  );

  app.post(
    '/api/dlq/rules',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Make a rule',
        tags,
        body: RuleBodySchema,
        response: { 201: RuleSchema, ...problemResponses(400, 409, 413, 415) },
      },
    },
    async (request, reply) => reply.code(201).send(await createRule(db, request.body, { actor: actorOf(request) })),
  );

  app.patch(
    '/api/dlq/rules/:name',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Change a rule: what is left out stays',
        tags,
        params,
        body: RulePatchSchema,
        response: { 200: RuleSchema, ...problemResponses(400, 404, 413, 415) },
      },
    },
    (request) => changeRule(db, request.params.name, request.body, { actor: actorOf(request) }),
  );

  app.delete(
    '/api/dlq/rules/:name',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Delete a rule; answers with those that are left',
        tags,
        params,
        response: { 200: RuleListSchema, ...problemResponses(404) },
      },
    },
    async (request) => {
      await deleteRule(db, request.params.name, { actor: actorOf(request) });
      return listRules(db);
    },
  );

  app.post(
    '/api/dlq/rules/try',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Which pending letters a rule would redrive now; nothing is done',
        tags,
        body: RuleTrialBodySchema,
        response: { 200: RuleTrialSchema, ...problemResponses(400, 413, 415) },
      },
    },
    (request) => tryRule(db, request.body),
  );

  app.post(
    '/api/dlq/rules/switch',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'The kill switch over all rules',
        tags,
        body: RuleSwitchBodySchema,
        response: { 200: RuleListSchema, ...problemResponses(400, 413, 415) },
      },
    },
    async (request) => {
      const { enabled, reason } = request.body;
      await switchRules(db, enabled, { actor: actorOf(request), reason });
      return listRules(db);
    },
  );
};
