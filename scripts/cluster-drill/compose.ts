import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FILES = ['docker-compose.yaml', 'docker-compose.cluster.yaml'];
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** One composed project, by the commands that a person would type. */
export interface Compose {
  readonly project: string;
  /** `docker compose`, for this project and the two files; resolves with what it prints. */
  compose(...args: string[]): Promise<string>;
  docker(...args: string[]): Promise<string>;
  /** A service's one container, running or not. */
  container(service: string): Promise<string>;
}

export function openCompose(project: string): Compose {
  const docker = async (...args: string[]) => {
    const { stdout } = await run('docker', args, { maxBuffer: MAX_OUTPUT_BYTES, timeout: TIMEOUT_MS });
    return stdout.trim();
  };
  const compose = (...args: string[]) =>
    docker('compose', '-p', project, ...FILES.flatMap((file) => ['-f', file]), ...args);
  return {
    project,
    docker,
    compose,
    container: async (service) => {
      const id = await compose('ps', '-a', '-q', service);
      if (id === '') throw new Error(`${service} has no container: is the project ${project} up, with the overlay?`);
      return id;
    },
  };
}
