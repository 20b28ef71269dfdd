import { Command } from 'commander';
import { CliError } from '../../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions } from '../../../options/change.ts';
import { parseRuleName } from '../../../options/ids.ts';
import { openSession, type Session } from '../../../session.ts';
import { confirm, reasonFor } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { readRule, readRules } from './read-rule.ts';
import { renderRule, renderRules } from './rule-table.ts';

interface Options extends ChangeOptions {
  readonly all?: boolean;
}

/** `enable` and `disable`: one rule, or with `--all` the switch over all of them. */
export function switchRules(enabled: boolean): Command {
  const [name, verb] = enabled ? ['enable', 'Enable'] : ['disable', 'Disable'];
  const command = new Command(name)
    .description(enabled ? 'let a rule act, or all of them again' : 'stop a rule, or all of them at once')
    .argument('[name]', 'its name', parseRuleName)
    .option(
      '--all',
      enabled ? 'the switch over all rules: each in its own mode again' : 'the switch over all rules: none acts',
    );
  return addChangeFlags(command).action(async (rule: string | undefined, options: Options, self: Command) => {
    if ((rule === undefined) !== (options.all === true)) {
      throw new CliError('usage', `which rule? Give its name, or --all to ${name} every rule by one switch.`);
    }
    const session = openSession(self);
    if (rule === undefined) await switchAll(session, { enabled, verb }, options);
    else await switchOne(session, rule, { enabled, verb }, options);
  });
}

interface Turn {
  readonly enabled: boolean;
  readonly verb: string;
}

async function switchAll(session: Session, { enabled, verb }: Turn, options: Options): Promise<void> {
  const before = await readRules(session.api);
  if (options.dryRun === true)
    return session.show(before, (rules, screen) => renderRules({ ...rules, enabled }, screen));
  await confirm(`${verb} ${countOf(before.value.items.length, 'rule')} by the switch over all?`, options.yes);
  const body = { enabled, reason: await reasonFor(options.reason, options.yes) };
  session.show(
    await session.api.send('POST', '/api/dlq/rules/switch', body, (contracts) => contracts.RuleListSchema),
    renderRules,
  );
}

async function switchOne(session: Session, name: string, { enabled, verb }: Turn, options: Options): Promise<void> {
  const rule = await readRule(session.api, name);
  const mode = enabled ? ('active' as const) : ('off' as const);
  if (options.dryRun === true) return session.show(rule, (one, screen) => renderRule({ ...one, mode }, screen));
  await confirm(`${verb} the rule ${name}, which is ${rule.value.mode} now?`, options.yes);
  const path = `/api/dlq/rules/${name}`;
  session.show(await session.api.send('PATCH', path, { mode }, (contracts) => contracts.RuleSchema), renderRule);
}
