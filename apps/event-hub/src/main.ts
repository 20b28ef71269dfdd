import { runService } from '@ballast/runtime';
import { ConfigSchema } from './config.ts';
import { run } from './run.ts';

await runService('event-hub', ConfigSchema, run);
