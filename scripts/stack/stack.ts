import { assertPortFree } from '@ballast/native-stack';
import { appDefinitions } from './app-definitions.ts';
import { describeError } from './describe-error.ts';
import type { EnvironmentInput } from './environments.ts';
import type { Layout } from './layout.ts';
import type { Report } from './messages.ts';
import { migrate } from './migrate.ts';
import { monitoringDefinitions } from './monitoring.ts';
import { isMonitoringPort } from './monitoring-ports.ts';
import { type PortPlan, planPorts } from './ports.ts';
import { loadSecrets } from './secrets.ts';
import { serverDefinitions } from './servers.ts';
import type { Settings } from './settings.ts';
import { settleAll, throwIfInterrupted, untilInterrupted } from './settle.ts';
import type { ProcessState } from './state-file.ts';
import { type ProcessDefinition, SupervisedProcess } from './supervised-process.ts';
import { buildWebClient } from './web-client.ts';

export interface StackContext {
  layout: Layout;
  settings: Settings;
  report: Report;
  /** Called whenever a process was started or has ended. */
  changed: () => void;
  /** Aborted when the stack is to stop; `up` then throws StackError `interrupted`. */
  signal: AbortSignal;
  /** Whether Prometheus and its company are started as well. */
  monitoring: boolean;
}

/**
 * The native stack as a whole. `up` either brings everything up or throws, and then `down` must be called all the same:
 * apps end before the servers they drain into.
 */
export class Stack {
  readonly #context: StackContext;
  #servers: SupervisedProcess[] = [];
  #apps: SupervisedProcess[] = [];
  #monitoring: SupervisedProcess[] = [];
  #failed = false;

  constructor(context: StackContext) {
    this.#context = context;
  }

  get processes(): ProcessState[] {
    return [...this.#servers, ...this.#apps, ...this.#monitoring].map((process) => process.state);
  }

  /** Resolves with the addresses to open when every process is ready. @throws StackError, NativeStackError. */
  async up(): Promise<Record<string, string>> {
    const { layout, settings, signal } = this.#context;
    const input = await this.#step('settings', () => this.#readSettings());
    this.#servers = this.#supervise(serverDefinitions(layout, input.ports, input.secrets));
    const started = new Map(this.#servers.map((server) => [server.state.name, this.#startOne(server)]));
    // A server is known, and can be stopped, only once it has answered: so all of them are awaited, even when one fails.
    await settleAll([
      ...started.values(),
      Promise.resolve(started.get('mysql')).then(() => this.#step('migrate', () => migrate(layout, input, signal))),
      this.#step(
        'web-client',
        () => buildWebClient(layout, settings, signal),
        (built) => (built ? 'built' : 'up to date'),
      ),
    ]);
    await this.#startApps(input);
    await this.#startMonitoring(input);
    return urlsOf(input.ports, this.#context.monitoring);
  }

  async down(): Promise<void> {
    // First: what ends on purpose is nothing to be told of.
    await Promise.all(this.#monitoring.map((tool) => tool.stop()));
    await Promise.all(this.#apps.map((app) => app.stop()));
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  /** As `down`, without any grace. */
  async kill(): Promise<void> {
    await Promise.all([...this.#monitoring, ...this.#apps, ...this.#servers].map((process) => process.kill()));
  }

  async #readSettings(): Promise<EnvironmentInput> {
    const { layout, settings, monitoring } = this.#context;
    const ports = planPorts(settings);
    const needed = ports.all.filter(({ variable }) => monitoring || !isMonitoringPort(variable));
    for (const { port, owner, variable } of needed) await assertPortFree(port, owner, variable);
    return { settings, ports, secrets: loadSecrets(layout.secretsPath, settings) };
  }

  async #startApps(input: EnvironmentInput): Promise<void> {
    this.#apps = this.#supervise(appDefinitions(this.#context.layout, input));
    await untilInterrupted(Promise.all(this.#apps.map((app) => this.#startOne(app))), this.#context.signal);
  }

  async #startMonitoring(input: EnvironmentInput): Promise<void> {
    const { layout, monitoring, signal } = this.#context;
    if (!monitoring) return;
    this.#monitoring = this.#supervise(await monitoringDefinitions(layout, input));
    await untilInterrupted(Promise.all(this.#monitoring.map((tool) => this.#startOne(tool))), signal);
  }

  #supervise(definitions: readonly ProcessDefinition[]): SupervisedProcess[] {
    const { changed, report } = this.#context;
    const events = { changed, note: (text: string) => report({ type: 'note', text }) };
    return definitions.map((definition) => new SupervisedProcess(definition, events));
  }

  #startOne(process: SupervisedProcess): Promise<void> {
    const { name, port } = process.state;
    return this.#step(
      name,
      () => process.start(),
      () => `port ${port}`,
    );
  }

  async #step<T>(id: string, run: () => Promise<T>, describe: (result: T) => string = () => ''): Promise<T> {
    const { report, signal } = this.#context;
    throwIfInterrupted(signal);
    report({ type: 'step', id, state: 'started' });
    try {
      const result = await run();
      throwIfInterrupted(signal);
      report({ type: 'step', id, state: 'done', detail: describe(result) });
      return result;
    } catch (error) {
      // What fails after this one fails because of it: it is being stopped.
      if (!this.#failed) report({ type: 'step', id, state: 'failed', message: describeError(error).message });
      this.#failed = true;
      throw error;
    }
  }
}

function urlsOf(ports: PortPlan, monitoring: boolean): Record<string, string> {
  const url = (variable: string, path = '') => `http://localhost:${ports.of(variable)}${path}`;
  return {
    'Prime check': url('WEB_SERVER_PORT', '/'),
    'API documentation': url('WEB_SERVER_PORT', '/docs'),
    'Mails sent': url('MAIL_UI_PORT', '/'),
    'NATS monitor': url('NATS_MONITOR_PORT', '/'),
    ...(monitoring && { Prometheus: url('PROMETHEUS_PORT', '/'), Alertmanager: url('ALERTMANAGER_PORT', '/') }),
  };
}
