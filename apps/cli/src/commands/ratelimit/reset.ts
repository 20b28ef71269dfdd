import { Command } from 'commander';
import { CliError } from '../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions } from '../../options/change.ts';
import { openSession } from '../../session.ts';
import { confirm, reasonFor } from '../../terminal/ask.ts';
import { countOf } from '../../terminal/count.ts';
import { renderBuckets } from './bucket-table.ts';
import { addIdentityFlags, type IdentityOptions, nameOf, readIdentity } from './identity.ts';

export function reset(): Command {
  const command = new Command('reset').description('fill the buckets of somebody, and forget the penalties');
  return addChangeFlags(addIdentityFlags(command)).action(
    async (options: ChangeOptions & IdentityOptions, self: Command) => {
      const identity = readIdentity(options);
      if (identity === undefined)
        throw new CliError('usage', 'whose limits? Give --ip, --user, --service, --email or --global.');
      const session = openSession(self);
      if (options.dryRun === true || options.yes !== true) {
        const path = '/api/limits/buckets';
        const buckets = await session.api.get(path, (contracts) => contracts.BucketsSchema, { ...identity });
        if (options.dryRun === true) return session.show(buckets, renderBuckets);
        const how = `${countOf(buckets.value.buckets.length, 'bucket')} in use`;
        await confirm(`Fill all buckets of ${nameOf(identity)} (${how})?`, options.yes);
      }
      const body = { ...identity, reason: await reasonFor(options.reason, options.yes) };
      const answer = await session.api.send('POST', '/api/limits/reset', body, (contracts) => contracts.BucketsSchema);
      session.show(answer, () => `The buckets of ${nameOf(identity)} are full, and its penalties forgotten.`);
    },
  );
}
