import { runService } from '@ballast/runtime';
import { ConfigSchema } from './config.ts';
import { run } from './run.ts';

await runService('dlq-manager', ConfigSchema, run);
