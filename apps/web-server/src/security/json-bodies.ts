import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../plugins/problem-error.ts';
import { isDeeperThan } from './json-depth.ts';

/** No body of ours has more than a dozen levels; a dead letter's payload that is edited may have some of its own. */
const MAX_DEPTH = 64;

/**
 * Takes JSON bodies, and no other kind. Bytes that are no UTF-8 are refused: read leniently, two different bodies would
 * be one text. So is what is nested very deeply, before it is parsed: what walks it later does so by recursion. The keys
 * `__proto__` and `constructor` with a `prototype` are refused by Fastify's own parser, which this one hands over to.
 */
export function registerJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    if (!isUtf8(bytes)) return done(new ProblemError('invalid_json', 'The body is not valid UTF-8.'));
    const text = bytes.toString('utf8');
    if (isDeeperThan(text, MAX_DEPTH)) {
      return done(new ProblemError('invalid_json', `The body is nested more than ${MAX_DEPTH} levels deep.`));
    }
    return parse(request, text, done);
  });
}
