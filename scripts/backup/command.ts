import { connectMessaging, type Messaging } from '@ballast/messaging';
import { BAD_CONFIG_EXIT_CODE, ConfigError, loadConfig, natsAddress, natsEnv } from '@ballast/runtime';
import { createLogger } from '@ballast/telemetry';
import type { Command } from 'commander';
import { z } from 'zod';

const CONNECT_MS = 30_000;

/** Runs a program of a backup: what it fails with is said in one line, and settings that cannot be end it as they end a process. */
export async function runCommand(program: Command): Promise<void> {
  try {
    await program.showHelpAfterError().parseAsync();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ConfigError ? BAD_CONFIG_EXIT_CODE : 1;
  }
}

/** Connects to the NATS of the environment under a name, and closes the connection whatever happens. */
export async function withMessaging(name: string, use: (messaging: Messaging) => Promise<void>): Promise<void> {
  const messaging = await connectMessaging({
    ...natsAddress(loadConfig(z.object(natsEnv))),
    name,
    logger: createLogger({ service: name, level: 'warn', destination: process.stderr }),
    signal: AbortSignal.timeout(CONNECT_MS),
  });
  try {
    await use(messaging);
  } finally {
    await messaging.close();
  }
}
