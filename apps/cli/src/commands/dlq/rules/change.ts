import { Command } from 'commander';
import { CliError } from '../../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions } from '../../../options/change.ts';
import { parseRuleName } from '../../../options/ids.ts';
import { openSession, type Session } from '../../../session.ts';
import { confirm } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { fieldText, renderFields } from '../../../terminal/fields.ts';
import { readRule } from './read-rule.ts';
import { addRuleFlags, type RuleFlags, ruleBody } from './rule-flags.ts';
import { renderRule } from './rule-table.ts';

type Options = RuleFlags & Pick<ChangeOptions, 'yes' | 'dryRun'>;

export function createRule(): Command {
  const command = new Command('create')
    .description('a new rule; in shadow mode unless --mode says otherwise')
    .argument('<name>', 'small letters, digits and hyphens', parseRuleName);
  return withYes(addRuleFlags(command, true)).action(async (name: string, options: Options, self: Command) => {
    const session = openSession(self);
    const body = { name, ...ruleBody(options) };
    if (options.dryRun === true) return showBody(session, body);
    await confirm(`Create the rule ${name}?`, options.yes);
    session.show(
      await session.api.send('POST', '/api/dlq/rules', body, (contracts) => contracts.RuleSchema),
      renderRule,
    );
  });
}

export function changeRule(): Command {
  const command = new Command('set')
    .description('change a rule; what is not given stays as it is')
    .argument('<name>', 'its name', parseRuleName);
  return withYes(addRuleFlags(command, false)).action(async (name: string, options: Options, self: Command) => {
    const session = openSession(self);
    const body = ruleBody(options);
    const changes = Object.values(body).filter((value) => value !== undefined).length;
    if (changes === 0)
      throw new CliError('usage', `what of the rule ${name} is to change? ballast dlq rules set --help lists it.`);
    await readRule(session.api, name);
    if (options.dryRun === true) return showBody(session, body);
    await confirm(`Change ${countOf(changes, 'setting')} of the rule ${name}?`, options.yes);
    const path = `/api/dlq/rules/${name}`;
    session.show(await session.api.send('PATCH', path, body, (contracts) => contracts.RuleSchema), renderRule);
  });
}

export function deleteRule(): Command {
  const command = new Command('delete').description('take a rule away').argument('<name>', 'its name', parseRuleName);
  return withYes(command).action(async (name: string, options: Options, self: Command) => {
    const session = openSession(self);
    const rule = await readRule(session.api, name);
    if (options.dryRun === true)
      return session.show(rule, (one, screen) => `Would delete:\n\n${renderRule(one, screen)}`);
    await confirm(
      `Delete the rule ${name}, which has redriven ${countOf(rule.value.fired_total, 'letter')}?`,
      options.yes,
    );
    const path = `/api/dlq/rules/${name}`;
    const left = await session.api.send('DELETE', path, undefined, (contracts) => contracts.RuleListSchema);
    session.show(left, () => `Deleted the rule ${name}.`);
  });
}

// The server notes a rule's change itself, with the fields that changed: it takes no reason.
function withYes(command: Command): Command {
  return addChangeFlags(command, { reason: false });
}

function showBody(session: Session, body: Record<string, unknown>): void {
  const given = Object.entries(body).filter(([, value]) => value !== undefined);
  session.show({ value: given, raw: Object.fromEntries(given) }, (fields, screen) =>
    renderFields(
      [
        ['would set', ''],
        ...fields.map(([name, value]) => [name, fieldText(value === null ? 'nothing' : String(value))] as const),
      ],
      screen,
    ),
  );
}
