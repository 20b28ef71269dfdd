import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';

const FIXTURE = fileURLToPath(new URL('./run-service.fixture.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly event?: string;
  readonly port?: number;
  readonly err?: { readonly message: string };
}

class Run {
  readonly child: ChildProcess;
  #stdout = '';
  stderr = '';
  /** The exit code, or the name of the signal that ended the process. */
  readonly exit: Promise<number | string | null>;

  constructor(env: Record<string, string>) {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    this.child = spawn(process.execPath, [FIXTURE], { env, stdio: [...stdio] });
    children.push(this.child);
    this.child.stdout?.on('data', (chunk) => {
      this.#stdout += chunk;
    });
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.exit = once(this.child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** What it has logged so far; throws when a line is not JSON. */
  get lines(): LogLine[] {
    const complete = this.#stdout.slice(0, this.#stdout.lastIndexOf('\n') + 1);
    return complete
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  get events(): string[] {
    return this.lines.flatMap((line) => line.event ?? []);
  }

  async until(text: string): Promise<LogLine> {
    return await vi.waitFor(
      () => {
        const line = this.lines.find(({ msg }) => msg.includes(text));
        if (line === undefined) throw new Error(`"${text}" is not in ${JSON.stringify(this.lines)} ${this.stderr}`);
        return line;
      },
      { timeout: 25_000, interval: 5 },
    );
  }

  async get(path: string): Promise<number> {
    const { port } = await this.until('listening');
    return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  }
}

function run(scenario: string, env: Record<string, string> = {}): Run {
  return new Run({ SCENARIO: scenario, ...env });
}

describe('runService', { timeout: 60_000 }, () => {
  it('is ready after its start; told to end during work, finishes it, closes in reverse and exits 0', async () => {
    const service = run('works');
    await service.until('fixture is ready');
    expect([await service.get('/livez'), await service.get('/readyz')]).toEqual([200, 200]);
    await service.until('work began');
    service.child.kill('SIGTERM');
    await service.until('aborted');
    expect([await service.get('/livez'), await service.get('/readyz')]).toEqual([200, 503]);
    service.child.kill('SIGUSR2');
    expect(await service.exit).toBe(0);
    expect(service.events).toEqual(['listening', 'work began', 'aborted', 'work ended', 'closed first']);
    expect(service.lines.at(-1)?.msg).toBe('stopped');
    expect(service.stderr).toBe('');
  });

  it('says of which release it is, in /health, in a metric and when it is ready', async () => {
    const service = run('works', { BALLAST_RELEASE: 'v1.2.3-rc.1' });
    expect(await service.until('fixture is ready')).toMatchObject({ release: 'v1.2.3-rc.1' });
    const { port } = await service.until('listening');
    const url = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok', release: 'v1.2.3-rc.1', checks: {} });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      'build_info{release="v1.2.3-rc.1",service="fixture"} 1',
    );
  });

  it('drains on SIGINT as well', async () => {
    const service = run('works');
    await service.until('fixture is ready');
    service.child.kill('SIGINT');
    await service.until('aborted');
    service.child.kill('SIGUSR2');
    expect(await service.exit).toBe(0);
  });

  it('exits at once with 1 on a second signal', async () => {
    const service = run('never drains');
    await service.until('fixture is ready');
    service.child.kill('SIGTERM');
    await service.until('aborted');
    const askedAt = performance.now();
    service.child.kill('SIGTERM');
    expect(await service.exit).toBe(1);
    expect(performance.now() - askedAt, 'it waits for no closer').toBeLessThan(8_000);
    expect(service.events).not.toContain('closed first');
  });

  it('exits with 1 when the grace period is over, naming what it waited for', async () => {
    const service = run('never drains', { SHUTDOWN_GRACE_SECONDS: '0.2' });
    await service.until('fixture is ready');
    service.child.kill('SIGTERM');
    expect(await service.exit).toBe(1);
    expect(service.lines.at(-1)?.msg).toBe('not drained after 0.2 s, waiting for stuck work');
  });

  it('prints every fault of its configuration and exits 78, having opened nothing', async () => {
    const service = run('unknown', {
      FIXTURE_PORT: '99999',
      LOG_LEVEL: 'loud',
      NODE_ENV: 'production',
      API_KEY: 'hush',
    });
    expect(await service.exit).toBe(78);
    expect(service.stderr).toContain('fixture cannot start');
    for (const name of ['FIXTURE_PORT', 'LOG_LEVEL', 'SCENARIO', 'API_KEY'])
      expect(service.stderr).toContain(`- ${name} `);
    expect(service.stderr).not.toContain('hush');
    expect(service.lines).toEqual([]);
  });

  it('closes what was opened when the start fails, says why in one line and exits 1', async () => {
    const service = run('start fails');
    expect(await service.exit).toBe(1);
    expect(service.events).toEqual(['listening', 'aborted', 'closed first']);
    const fatal = service.lines.filter(({ level }) => level === 'fatal');
    expect(fatal.map(({ msg }) => msg)).toEqual(['could not start: no such server']);
  });

  it('says of a taken port which variable to change, and exits 1', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    const service = run('works', { FIXTURE_PORT: String(port) });
    expect(await service.exit).toBe(1);
    blocker.close();
    expect(service.lines.find(({ level }) => level === 'fatal')?.msg).toBe(
      `could not start: port ${port} on 127.0.0.1 is taken by another process: stop it, or set FIXTURE_PORT to a free port`,
    );
  });

  it('is live and not ready while it starts, and ends in good order when told to during a start that hangs', async () => {
    const service = run('start hangs');
    expect([await service.get('/livez'), await service.get('/readyz')]).toEqual([200, 503]);
    service.child.kill('SIGTERM');
    expect(await service.exit).toBe(0);
    expect(service.events).toEqual(['listening', 'aborted', 'closed first']);
  });

  it.each([
    ['throws later', 'uncaught exception: nobody caught this'],
    ['rejects later', 'unhandled rejection: nobody caught this'],
    ['fails later', 'the process cannot go on: the broker is gone for good'],
  ])('closes everything and exits 1 when a service %s', async (scenario, message) => {
    const service = run(scenario);
    expect(await service.exit).toBe(1);
    expect(service.lines.filter(({ level }) => level === 'fatal').map(({ msg }) => msg)).toEqual([message]);
    expect(service.events).toContain('closed first');
  });

  it('closes the rest and exits 1 when a closer fails', async () => {
    const service = run('closer fails');
    await service.until('fixture is ready');
    service.child.kill('SIGTERM');
    expect(await service.exit).toBe(1);
    expect(service.events).toContain('closed first');
    expect(service.lines.find(({ msg }) => msg === 'closing failed')?.err?.message).toBe('cannot close');
  });
});
