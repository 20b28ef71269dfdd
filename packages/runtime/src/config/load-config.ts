import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { describeIssue } from './describe-issue.ts';
import { readVariables } from './read-variables.ts';
import { findSecretWeakness } from './weak-secret.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a process's configuration. Only the variables of the schema are looked at; an empty one counts as unset. A secret
 * may come from the file that `<NAME>_FILE` names. With NODE_ENV=production weak and default secrets are refused.
 * Throws a ConfigError that lists every fault at once and shows no secret.
 */
export function loadConfig<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  env: Environment = process.env,
): z.output<z.ZodObject<Shape>> {
  const variables = readVariables(schema, env);
  const faults = variables.flatMap((variable) => variable.fault ?? []);
  const input = Object.fromEntries(variables.map(({ key, value }) => [key, value]));
  const parsed = schema.safeParse(input);

  for (const issue of parsed.error?.issues ?? []) {
    const variable = variables.find(({ key }) => key === issue.path[0]);
    // A file that could not be read is the fault; that its value is then missing is not another one.
    if (variable?.fault === undefined) faults.push(describeIssue(issue, variable));
  }
  if (env.NODE_ENV === 'production') {
    for (const { name, value, secret, optional, fault } of variables) {
      if (secret === undefined || fault !== undefined) continue;
      if (value === undefined) {
        if (!optional && parsed.success) faults.push(`${name} is a secret and has to be set in production`);
        continue;
      }
      const weakness = findSecretWeakness(value, secret);
      if (weakness !== undefined) faults.push(`${name} ${weakness}`);
    }
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return parsed.data;
}
