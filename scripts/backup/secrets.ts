// The secrets of a composed system as one JSON object, `{service: {name: value}}`: `save FOLDER` writes it to standard output,
// `restore FOLDER` makes the files anew from standard input. The folder has one of its own for each service.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , verb, folder = ''] = process.argv;
if (verb === 'save') save();
else if (verb === 'restore') restore();
else throw new Error('secrets.ts save FOLDER, or restore FOLDER');

function save(): void {
  const services = readdirSync(folder).map((service) => {
    const files = readdirSync(join(folder, service)).map((name) => [name, read(join(folder, service, name))]);
    return [service, Object.fromEntries(files)];
  });
  process.stdout.write(`${JSON.stringify(Object.fromEntries(services))}\n`);
}

function restore(): void {
  const services = JSON.parse(readFileSync(0, 'utf8')) as Record<string, Record<string, string>>;
  for (const [service, files] of Object.entries(services)) {
    mkdirSync(join(folder, service), { recursive: true });
    for (const [name, value] of Object.entries(files)) {
      rmSync(join(folder, service, name), { force: true });
      writeFileSync(join(folder, service, name), value, { mode: 0o444 });
    }
  }
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
