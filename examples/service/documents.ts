import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder of JSON documents by id. Putting one in again changes nothing, and a reader sees it whole or not at all, so a
 * handler that ends in a `put` may run as often as it likes, in as many processes as there are.
 */
export class Documents<Document> {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(id: string, document: Document): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const draft = join(this.#folder, `${randomUUID()}.draft`);
    await writeFile(draft, JSON.stringify(document));
    await rename(draft, this.#path(id));
  }

  async get(id: string): Promise<Document | undefined> {
    return read<Document>(this.#path(id));
  }

  async all(): Promise<Document[]> {
    const names = await readdir(this.#folder).catch(nothingIfMissing);
    const paths = (names ?? []).filter((name) => name.endsWith('.json')).map((name) => join(this.#folder, name));
    const documents = await Promise.all(paths.map((path) => read<Document>(path)));
    return documents.filter((document) => document !== undefined);
  }

  /** Ids are other people's: none of them is a path. */
  #path(id: string): string {
    return join(this.#folder, `${createHash('sha256').update(id).digest('hex')}.json`);
  }
}

async function read<Document>(path: string): Promise<Document | undefined> {
  const text = await readFile(path, 'utf8').catch(nothingIfMissing);
  return text === undefined ? undefined : (JSON.parse(text) as Document);
}

function nothingIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
