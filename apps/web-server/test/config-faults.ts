import { ConfigError, loadConfig } from '@ballast/runtime';
import type { z } from 'zod';

/** What the start of a process says is wrong with these settings; nothing where they are right. */
export function configFaults(schema: z.ZodObject, env: Record<string, string>): readonly string[] {
  try {
    loadConfig(schema, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
