import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../../failures/cli-error.ts';

export interface IdentityOptions {
  readonly ip?: string;
  readonly user?: string;
  readonly service?: string;
}

/** Whose buckets. */
export interface Identity {
  readonly kind: 'ip' | 'user' | 'service';
  readonly id: string;
}

/** The flags that name somebody. */
export function addIdentityFlags(command: Command): Command {
  return command
    .option('--ip <address>', 'of an IP address; of IPv6, its /64', parseId)
    .option('--user <id>', 'of a signed-in user', parseId)
    .option('--service <name>', 'of a service with a key of its own', parseId);
}

/** Who is named, if anybody is; two at once are used wrongly. */
export function readIdentity({ ip, user, service }: IdentityOptions): Identity | undefined {
  const named = Object.entries({ ip, user, service }).flatMap(([kind, id]) =>
    id === undefined ? [] : [{ kind: kind as Identity['kind'], id }],
  );
  if (named.length > 1) throw new CliError('usage', 'give one of --ip, --user and --service.');
  return named[0];
}

/** `198.51.100.7`, `user 0197…`, for a sentence. */
export function nameOf({ kind, id }: Identity): string {
  return kind === 'ip' ? id : `${kind} ${id}`;
}

function parseId(text: string): string {
  if (text.length > 0 && text.length <= 100) return text;
  throw new InvalidArgumentError('It must have 1 to 100 characters.');
}
