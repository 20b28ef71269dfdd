import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Layout, layoutOf } from './layout.ts';
import type { SupervisorMessage } from './messages.ts';
import { isAlive } from './process-identity.ts';
import { type Progress, showProgress } from './progress.ts';
import { readSettings } from './settings.ts';
import { readState, type StackState } from './state-file.ts';
import { stepsOf } from './steps.ts';

const root = resolve(import.meta.dirname, '../..');
const { detach, monitoring } = new Command('scripts/start')
  .description('Starts everything on this machine: servers, database schema, apps. Ctrl-C drains and stops it.')
  .option('-d, --detach', 'return as soon as everything is ready; ./scripts/stop stops it', false)
  .option('--monitoring', 'start Prometheus, Alertmanager and exporters as well', false)
  .option('--docker', 'start with docker compose instead')
  .parse()
  .opts<{ detach: boolean; monitoring: boolean }>();

const layout = layoutOf(root, readSettings(root, process.env));
const running = readState(layout.statePath);
if (running !== undefined && isAlive(running.supervisor)) {
  sayThatItRuns(running);
  process.exit(running.phase === 'ready' ? 0 : 1);
}
process.exit(await start(layout, detach));

async function start(layout: Layout, detach: boolean): Promise<number> {
  const supervisor = forkSupervisor(layout, detach);
  const progress = showProgress(stepsOf({ monitoring }));
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<'ready'>();
  let failure: string | undefined;
  supervisor.on('message', (message: SupervisorMessage) => {
    if (message.type === 'step') progress.update(message);
    if (message.type === 'note') console.log(message.text);
    if (message.type === 'failed') failure ??= message.message;
    if (message.type === 'ready') {
      void progress.shown.then(() => {
        sayWhereItIs(message.urls, detach);
        becomeReady('ready');
      });
    }
  });
  const interrupt = () => supervisor.kill('SIGTERM');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);

  const ended = once(supervisor, 'exit').then(() => 'ended' as const);
  if (detach && (await Promise.race([ready, ended])) === 'ready') {
    supervisor.disconnect();
    supervisor.unref();
    return 0;
  }
  await ended;
  await endProgress(progress);
  return sayHowItEnded(supervisor, failure, layout);
}

function forkSupervisor(layout: Layout, detach: boolean): ChildProcess {
  const logPath = layout.log('supervisor');
  mkdirSync(dirname(logPath), { recursive: true });
  const log = openSync(logPath, 'a');
  const flags = [...(detach ? ['--detached'] : []), ...(monitoring ? ['--monitoring'] : [])];
  // A session of its own: a Ctrl-C reaches this command alone, which then asks the supervisor to drain.
  return fork(join(import.meta.dirname, 'supervisor.ts'), flags, {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    cwd: layout.root,
  });
}

async function endProgress(progress: Progress): Promise<void> {
  progress.abandon();
  await progress.shown;
}

function sayWhereItIs(urls: Readonly<Record<string, string>>, detached: boolean): void {
  const width = Math.max(...Object.keys(urls).map((name) => name.length));
  console.log('\nBallast is ready.\n');
  for (const [name, url] of Object.entries(urls)) console.log(`  ${name.padEnd(width)}  ${url}`);
  console.log(detached ? '\n./scripts/status shows it, ./scripts/stop stops it.' : '\nCtrl-C drains and stops it.');
}

function sayThatItRuns(state: StackState): void {
  const what = { starting: 'is being started', ready: 'already runs', stopping: 'is being stopped' }[state.phase];
  console.log(`Ballast ${what} (pid ${state.supervisor.pid}).`);
  if (state.phase === 'ready') sayWhereItIs(state.urls, true);
}

function sayHowItEnded(supervisor: ChildProcess, failure: string | undefined, layout: Layout): number {
  if (failure !== undefined) {
    console.error(`\n${failure}\n\nNothing was left running. All logs are in ${dirname(layout.log('any'))}.`);
    return 1;
  }
  if (supervisor.exitCode === 0) {
    console.log('Ballast has stopped.');
    return 0;
  }
  console.error(`The supervisor ended unexpectedly; its log is ${layout.log('supervisor')}.`);
  return 1;
}
