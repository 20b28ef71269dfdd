import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** One composed project, by the commands that a person would type. */
export interface Compose {
  readonly project: string;
  /** `docker compose`, for this project and its files; resolves with what it prints. */
  compose(...args: string[]): Promise<string>;
  docker(...args: string[]): Promise<string>;
  /** A service's one container, running or not. */
  container(service: string): Promise<string>;
}

/** The files are those that the project was started with. */
export function openCompose(project: string, files: readonly string[]): Compose {
  const docker = async (...args: string[]) => {
    const { stdout } = await run('docker', args, { maxBuffer: MAX_OUTPUT_BYTES, timeout: TIMEOUT_MS });
    return stdout.trim();
  };
  const compose = (...args: string[]) =>
    docker('compose', '-p', project, ...files.flatMap((file) => ['-f', file]), ...args);
  return {
    project,
    docker,
    compose,
    container: async (service) => {
      const id = await compose('ps', '-a', '-q', service);
      if (id === '')
        throw new Error(`${service} has no container: is the project ${project} up, with ${files.join(' and ')}?`);
      return id;
    },
  };
}
