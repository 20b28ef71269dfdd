import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { SECURITY_SCHEMES } from './security-schemes.ts';

/** The named schemas once, as they are answered; the library names them a second time, as input, which none of ours is. */
const describeWithAnswers: typeof jsonSchemaTransformObject = (document) => {
  const description = jsonSchemaTransformObject(document);
  const schemas = ('components' in description && description.components?.schemas) || {};
  for (const name of Object.keys(schemas)) if (name.endsWith('Input')) Reflect.deleteProperty(schemas, name);
  return description;
};

/** `/openapi.json`, made from the schemas that the routes check with, and `/docs` to read it in. */
export async function registerOpenApi(app: FastifyInstance, pagePolicy: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ballast',
        version: '1.0.0',
        description:
          'Submit a number; learn whether it is prime, live and by e-mail. What is answered 202 is never lost.',
      },
      tags: [
        { name: 'prime checks', description: 'Numbers and their verdicts' },
        { name: 'accounts', description: 'Users, and signing in by a link; no passwords are kept' },
        { name: 'live', description: 'Changes as they happen, as server-sent events' },
        { name: 'mail', description: 'The links in mails that stop them' },
        { name: 'dead letters', description: 'Messages that failed for good: search, explain, bring back' },
        {
          name: 'redrives',
          description: 'Jobs that send dead letters again, and the rules that make some by themselves',
        },
        { name: 'system', description: 'What is wrong, the ledger, workers, breakers, streams, the audit log' },
        { name: 'operations', description: 'How the process is' },
      ],
      components: {
        securitySchemes: SECURITY_SCHEMES,
      },
    },
    transform: jsonSchemaTransform,
    transformObject: describeWithAnswers,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: pagePolicy });
  const schema = { summary: 'This description', tags: ['operations'], response: { 200: z.looseObject({}) } };
  app.get('/openapi.json', { config: { sameForAll: true }, schema }, async () => app.swagger());
}
