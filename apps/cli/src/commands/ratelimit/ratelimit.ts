import { Command, Option } from 'commander';
import { wholeNumber } from '../../options/number.ts';
import { openSession } from '../../session.ts';
import { noun } from '../noun.ts';
import { renderBuckets } from './bucket-table.ts';
import { addIdentityFlags, type IdentityOptions, readIdentity } from './identity.ts';
import { setMode } from './mode.ts';
import { renderLimits } from './policy-table.ts';
import { reset } from './reset.ts';
import { renderTop } from './top-table.ts';

export function ratelimit(): Command {
  return noun('ratelimit', 'who may ask how often, and who does', [reset(), top(), setMode()], show());
}

function show(): Command {
  const command = new Command('show').description('every policy with its mode and what it did, or how somebody stands');
  return addIdentityFlags(command).action(async (options: IdentityOptions, self: Command) => {
    const session = openSession(self);
    const identity = readIdentity(options);
    if (identity === undefined) {
      session.show(await session.api.get('/api/limits', (contracts) => contracts.LimitsSchema), renderLimits);
      return;
    }
    const answer = await session.api.get('/api/limits/buckets', (contracts) => contracts.BucketsSchema, {
      ...identity,
    });
    session.show(answer, renderBuckets);
    if (answer.value.buckets.length === 0) session.hint('It has asked for nothing that is limited.');
  });
}

interface TopOptions {
  readonly kind?: 'ip' | 'user' | 'service';
  readonly limit?: number;
}

function top(): Command {
  return new Command('top')
    .description('who asked most in the last minutes')
    .addOption(new Option('--kind <kind>', 'only these').choices(['ip', 'user', 'service']))
    .option('--limit <count>', 'how many, 30 where it is left out', wholeNumber(1, 100))
    .action(async ({ kind, limit }: TopOptions, self: Command) => {
      const session = openSession(self);
      const query = { kind, limit };
      const answer = await session.api.get('/api/limits/top', (contracts) => contracts.TopConsumersSchema, query);
      session.show(answer, renderTop);
      if (answer.value.items.length === 0) session.hint('Nobody has asked for anything that is limited.');
    });
}
