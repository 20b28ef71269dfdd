import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Environment } from './environment.ts';
import { type ConfigMeta, configRegistry, type SecretRules } from './registry.ts';

/** One key of a schema with what the environment says about it. */
export interface Variable {
  readonly key: string;
  /** The name to use in messages: where the value came from, or where it is expected first. */
  readonly name: string;
  readonly value: string | undefined;
  readonly secret: SecretRules | undefined;
  /** Whether the schema can do without it and without a default. */
  readonly optional: boolean;
  /** Why it could not be read. */
  readonly fault?: string;
}

export function readVariables(schema: z.ZodObject, env: Environment): Variable[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const { meta, optional } = inspect(field as z.core.$ZodType);
    const names = meta.variable === undefined ? [key] : [meta.variable, key];
    const name = names.find((each) => isSet(env[each])) ?? names[0] ?? key;
    const plain = isSet(env[name]) ? env[name] : undefined;
    const variable = { key, name, value: plain, secret: meta.secret, optional };
    return meta.secret === undefined ? variable : fromFile(variable, env[`${name}_FILE`]);
  });
}

/** The name of the variable that sets a key: its own, or the one that the schema puts before it. */
export function variableName(schema: z.ZodObject, key: string): string {
  const field = schema.shape[key];
  return (field === undefined ? undefined : inspect(field as z.core.$ZodType).meta.variable) ?? key;
}

function fromFile(variable: Variable, path: string | undefined): Variable {
  if (!isSet(path)) return variable;
  const fileName = `${variable.name}_FILE`;
  if (variable.value !== undefined) {
    return { ...variable, fault: `${variable.name} and ${fileName} are both set: keep one of them` };
  }
  try {
    // Editors and `echo` end a file with a line break that is no part of the secret.
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return isSet(value) ? { ...variable, value } : variable;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ...variable, fault: `${fileName} names ${path}, which cannot be read (${code ?? 'unknown error'})` };
  }
}

/** Collects what is registered on a schema or on any schema it wraps. */
function inspect(field: z.core.$ZodType): { meta: ConfigMeta; optional: boolean } {
  let meta: ConfigMeta = {};
  let optional = false;
  let layer: z.core.$ZodType | undefined = field;
  while (layer !== undefined) {
    meta = { ...configRegistry.get(layer), ...meta };
    optional ||= layer instanceof z.ZodOptional;
    layer = innerOf(layer);
  }
  return { meta, optional };
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const def = schema._zod.def as { innerType?: z.core.$ZodType; in?: z.core.$ZodType };
  return def.innerType ?? def.in;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
