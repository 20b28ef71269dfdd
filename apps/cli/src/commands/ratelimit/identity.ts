import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../../failures/cli-error.ts';

export interface IdentityOptions {
  readonly ip?: string;
  readonly user?: string;
  readonly service?: string;
  readonly email?: string;
  readonly global?: true;
}

/** Whose buckets. */
export interface Identity {
  readonly kind: 'ip' | 'user' | 'service' | 'email' | 'global';
  readonly id: string;
}

/** The flags that name somebody. */
export function addIdentityFlags(command: Command): Command {
  return command
    .option('--ip <address>', 'of an IP address; of IPv6, its /64', parseId)
    .option('--user <id>', 'of a signed-in user', parseId)
    .option('--service <name>', 'of a service with a key of its own', parseId)
    .option('--email <address>', 'of those who are sent mail, by whatever name of the mailbox', parseId)
    .option('--global', 'of everybody together');
}

/** Who is named, if anybody is; two at once are used wrongly. */
export function readIdentity({ ip, user, service, email, global }: IdentityOptions): Identity | undefined {
  const named = Object.entries({ ip, user, service, email, global: global && 'all' }).flatMap(([kind, id]) =>
    id === undefined ? [] : [{ kind: kind as Identity['kind'], id }],
  );
  if (named.length > 1) throw new CliError('usage', 'give one of --ip, --user, --service, --email and --global.');
  return named[0];
}

/** `198.51.100.7`, `user 0197…`, for a sentence. */
export function nameOf({ kind, id }: Identity): string {
  if (kind === 'global') return 'everybody together';
  return kind === 'ip' || kind === 'email' ? id : `${kind} ${id}`;
}

function parseId(text: string): string {
  if (text.length > 0 && text.length <= 254) return text;
  throw new InvalidArgumentError('It must have 1 to 254 characters.');
}
