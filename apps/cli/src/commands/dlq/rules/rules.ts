import { Command } from 'commander';
import { parseRuleName } from '../../../options/ids.ts';
import { openSession } from '../../../session.ts';
import { noun } from '../../noun.ts';
import { changeRule, createRule, deleteRule } from './change.ts';
import { readRule, readRules } from './read-rule.ts';
import { renderRule, renderRules } from './rule-table.ts';
import { switchRules } from './switch.ts';

export function rules(): Command {
  const verbs = [show(), createRule(), changeRule(), deleteRule(), switchRules(true), switchRules(false)];
  return noun('rules', 'automatic redrives', verbs, list());
}

function list(): Command {
  return new Command('list')
    .description('every rule, and whether it acts')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      const answer = await readRules(session.api);
      session.show(answer, renderRules);
      if (answer.value.items.length === 0) session.hint('No rules. ballast dlq rules create makes one.');
    });
}

function show(): Command {
  return new Command('show')
    .description('one rule whole')
    .argument('<name>', 'its name', parseRuleName)
    .action(async (name: string, _options: unknown, self: Command) => {
      const session = openSession(self);
      session.show(await readRule(session.api, name), renderRule);
    });
}
