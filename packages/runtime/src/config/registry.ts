import { z } from 'zod';

/** What a secret has to be like. */
export interface SecretRules {
  /** Fewest characters in production. Default 12. */
  readonly minLength?: number;
  /** Where the value is a list: the secrets in it, each of which is looked at by itself, under a name that may be shown. */
  readonly secretsIn?: (value: string) => readonly { readonly name: string; readonly value: string }[];
}

/** What the loader has to know about a schema besides how to parse it. */
export interface ConfigMeta {
  /** The environment variable to read before the one of the key's own name. */
  readonly variable?: string;
  readonly secret?: SecretRules;
}

export const configRegistry = z.registry<ConfigMeta>();
