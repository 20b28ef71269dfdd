import { type Command, Option } from 'commander';
import { parseWholeSeconds } from '../../../options/duration.ts';
import { type Hours, parseHours } from '../../../options/hours.ts';
import { wholeNumber } from '../../../options/number.ts';
import { RULE_MODES } from '../letters/letter-words.ts';

export interface RuleFlags {
  readonly pattern?: string;
  readonly wait?: number;
  readonly max?: number;
  readonly condition?: string;
  readonly hours?: Hours | 'any';
  readonly budget?: number;
  readonly cooldown?: number;
  readonly rate?: number;
  readonly mode?: string;
  readonly description?: string;
}

/** What a person can set of a rule. Where `isNew`, the pattern, the wait and the maximum must be given. */
export function addRuleFlags(command: Command, isNew: boolean): Command {
  const mandatory = (option: Option) => option.makeOptionMandatory(isNew);
  const clear = isNew ? '' : '; "" takes it away';
  return command
    .addOption(mandatory(new Option('--pattern <regex>', 'matched against "<code>: <message>", whatever the case')))
    .addOption(mandatory(new Option('--wait <time>', 'how old a letter must be').argParser(parseWholeSeconds)))
    .addOption(
      mandatory(new Option('--max <number>', 'how often one message is redriven').argParser(wholeNumber(1, 100))),
    )
    .option('--condition <query>', `a query that letters must match as well${clear}`)
    .option('--hours <from-to>', `only at these hours, UTC: 22-6${isNew ? '' : '; "any" takes it away'}`, (text) =>
      text === 'any' && !isNew ? ('any' as const) : parseHours(text),
    )
    .option('--budget <number>', 'redrives an hour at most (1000)', wholeNumber(1, 1_000_000))
    .option('--cooldown <time>', 'rest between two of its jobs (60s)', parseWholeSeconds)
    .option('--rate <number>', 'messages a second (10)', wholeNumber(1, 10_000))
    .addOption(new Option('--mode <mode>', 'active, or shadow: only count what it would do').choices(RULE_MODES))
    .option('--description <text>', `what it is for${clear}`);
}

/** As the server takes it: what is not given stays out, what is taken away is null. */
export function ruleBody(flags: RuleFlags): Record<string, unknown> {
  return {
    description: flags.description === '' ? null : flags.description,
    mode: flags.mode,
    error_pattern: flags.pattern,
    wait_seconds: flags.wait,
    max_retries: flags.max,
    condition_query: flags.condition === '' ? null : flags.condition,
    hour_from: hourOf(flags.hours, 'from'),
    hour_to: hourOf(flags.hours, 'to'),
    budget_per_hour: flags.budget,
    cooldown_seconds: flags.cooldown,
    rate_per_second: flags.rate,
  };
}

function hourOf(hours: RuleFlags['hours'], end: keyof Hours): number | null | undefined {
  return hours === 'any' ? null : hours?.[end];
}
