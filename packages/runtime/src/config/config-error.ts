import { RuntimeError } from '../runtime-error.ts';

/** Everything that is wrong with an environment, one sentence a fault, each beginning with the variable's name. */
export class ConfigError extends RuntimeError {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super('bad_config', `the configuration is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** EX_CONFIG of sysexits.h: tells a supervisor that restarting will not help. */
export const BAD_CONFIG_EXIT_CODE = 78;
