import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { describeIssue } from './describe-issue.ts';
import type { Environment } from './environment.ts';
import { findProductionFaults } from './production-faults.ts';
import { readVariables, type Variable } from './read-variables.ts';
import { findTlsFaults } from './tls-faults.ts';
import { findSecretWeakness } from './weak-secret.ts';

/**
 * Reads a process's configuration. Only the variables of the schema are looked at; an empty one counts as unset. A secret
 * may come from the file that `<NAME>_FILE` names, where an empty one counts as unset too. With NODE_ENV=production weak and
 * default secrets are refused, and what would go over a network in the clear.
 * Throws a ConfigError that lists every fault at once and shows no secret.
 */
export function loadConfig<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  env: Environment = process.env,
): z.output<z.ZodObject<Shape>> {
  const variables = readVariables(schema, env);
  const parsed = schema.safeParse(Object.fromEntries(variables.map(({ key, value }) => [key, value])));
  const faults = findFaults(variables, parsed.error?.issues ?? [], env.NODE_ENV === 'production');
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return parsed.data;
}

/** The faults in the order of the schema, then what concerns no single variable. */
function findFaults(variables: Variable[], issues: z.core.$ZodIssue[], production: boolean): string[] {
  const faults = variables.flatMap((variable) => {
    // A file that could not be read is the fault; that its value is then missing is not another one.
    if (variable.fault !== undefined) return [variable.fault];
    const own = issues.filter((issue) => issue.path[0] === variable.key).map((issue) => describeIssue(issue, variable));
    if (own.length > 0 || !production) return own;
    return findSecretFault(variable) ?? [];
  });
  const keys = variables.map(({ key }) => key);
  const others = issues.filter((issue) => !keys.includes(String(issue.path[0])));
  const together = [...findTlsFaults(variables), ...(production ? findProductionFaults(variables) : [])];
  return [...faults, ...together, ...others.map((issue) => issue.message)];
}

function findSecretFault({ name, value, secret, optional }: Variable): string | undefined {
  if (secret === undefined || (value === undefined && optional)) return undefined;
  if (value === undefined) return `${name} is a secret and has to be set in production`;
  if (secret.secretsIn === undefined) {
    const weakness = findSecretWeakness(value, secret);
    return weakness === undefined ? undefined : `${name} ${weakness}`;
  }
  const weak = secret.secretsIn(value).flatMap((one) => {
    const weakness = findSecretWeakness(one.value, secret);
    return weakness === undefined ? [] : [`${name}: the one of ${one.name} ${weakness}`];
  });
  return weak.length === 0 ? undefined : weak.join('; ');
}
