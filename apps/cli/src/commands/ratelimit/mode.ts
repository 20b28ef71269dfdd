import { Argument, Command } from 'commander';
import { CliError } from '../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions } from '../../options/change.ts';
import { parseRuleName } from '../../options/ids.ts';
import { openSession, type Session } from '../../session.ts';
import { confirm, reasonFor } from '../../terminal/ask.ts';
import { renderPolicy } from './policy-table.ts';

type Mode = 'enforce' | 'shadow' | 'off';

export function setMode(): Command {
  const command = new Command('mode')
    .description('enforce a policy, only count what it would refuse (shadow), or switch it off')
    .argument('<policy>', 'its name', parseRuleName)
    .addArgument(new Argument('<mode>', 'what it is to do').choices(['enforce', 'shadow', 'off']));
  return addChangeFlags(command).action(async (name: string, mode: Mode, options: ChangeOptions, self: Command) => {
    const session = openSession(self);
    if (options.dryRun === true || options.yes !== true) {
      const now = await readPolicy(session, name);
      if (options.dryRun === true)
        return session.show(now, (policy, screen) => renderPolicy({ ...policy, mode }, screen));
      await confirm(`Set the policy ${name} to ${mode}, which is ${now.value.mode} now?`, options.yes);
    }
    const body = { mode, reason: await reasonFor(options.reason, options.yes) };
    const path = `/api/limits/${name}`;
    session.show(await session.api.send('PUT', path, body, (contracts) => contracts.LimitPolicySchema), renderPolicy);
  });
}

async function readPolicy(session: Session, name: string) {
  const { value } = await session.api.get('/api/limits', (contracts) => contracts.LimitsSchema);
  const policy = value.policies.find((one) => one.policy === name);
  if (policy !== undefined) return { value: policy, raw: policy };
  const known = value.policies.map((one) => one.policy).join(', ');
  throw new CliError('usage', `there is no policy ${name}: it is one of ${known}.`);
}
