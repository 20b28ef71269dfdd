import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import { problemResponses } from './response-schemas.ts';

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Describes what any route may answer, whoever wrote it: what is refused before the route itself is asked. A route that is
 * the same for all looks at nobody, and so refuses nobody.
 */
export function describeCommonAnswers(app: FastifyInstance): void {
  app.addHook('onRoute', ({ schema, config, method }) => {
    const { sameForAll = false } = (config ?? {}) as FastifyContextConfig;
    if (schema === undefined || schema.hide === true || sameForAll) return;
    const hasBody = [method].flat().some((one) => WITH_BODY.has(one));
    const common = { ...problemResponses(400, 401, 431, 503), ...(hasBody ? problemResponses(413, 415) : {}) };
    Object.assign(schema, { response: { ...common, ...(schema.response as object | undefined) } });
  });
}
