import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ProblemError } from '../plugins/problem-error.ts';
import { problemResponses } from '../plugins/response-schemas.ts';

export interface SecurityTxtOptions {
  /** Where weaknesses are reported: `mailto:` or `https:` URLs, the best one first. */
  readonly contacts: readonly string[];
  readonly publicUrl: string;
}

const VALID_DAYS = 180;
const DAY_MS = 86_400_000;

/** `/.well-known/security.txt` (RFC 9116). Without a contact there is none: it is the one thing that it has to say. */
export function registerSecurityTxt(app: FastifyInstance, options: SecurityTxtOptions): void {
  const schema = {
    summary: 'Where weaknesses are reported (RFC 9116)',
    tags: ['operations'],
    response: {
      200: { description: 'As RFC 9116 has it', content: { 'text/plain': { schema: z.string() } } },
      ...problemResponses(404),
    },
  };
  app.get('/.well-known/security.txt', { config: { sameForAll: true }, schema }, async (_request, reply) => {
    if (options.contacts.length === 0) throw new ProblemError('not_found', 'No contact is set: see SECURITY_CONTACT.');
    return reply.type('text/plain; charset=utf-8').serializer(String).send(securityTxt(options, new Date()));
  });
}

/** The file's text. It is made anew for each reader: a file with a date of its own is one that somebody forgets. */
function securityTxt({ contacts, publicUrl }: SecurityTxtOptions, now: Date): string {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const fields = [
    ...contacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${new Date(midnight + VALID_DAYS * DAY_MS).toISOString()}`,
    'Preferred-Languages: en',
    `Canonical: ${new URL('/.well-known/security.txt', publicUrl)}`,
  ];
  return `${fields.join('\n')}\n`;
}
