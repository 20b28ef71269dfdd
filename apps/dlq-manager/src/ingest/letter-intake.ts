import { SUBJECT } from '@ballast/contracts';
import { type Database, GroupCommit, withTransaction } from '@ballast/database';
import { type LetterInput, readLetter, type StoredLetter, storeLetters } from '@ballast/dead-letters';
import type { Messaging, RawMessage } from '@ballast/messaging';
import type { Logger } from '@ballast/telemetry';
import type { ManagerMetrics } from '../manager-metrics.ts';
import { subjectLabel } from '../subject-label.ts';
import { addFirstFailures } from './add-first-failures.ts';

export interface IntakeOptions {
  readonly db: Database;
  readonly messaging: Pick<Messaging, 'notify'>;
  readonly metrics: Pick<ManagerMetrics, 'letters' | 'batchSize' | 'batchSeconds' | 'lag'>;
  readonly logger: Logger;
  /** This process's name. */
  readonly instance: string;
  readonly batchSize: number;
  /** Called after each commit with the number of letters that are now safe. */
  readonly onStored: (count: number) => void;
}

/** Stores letters as they come, those that come at the same time in one transaction, and tells what became of them. */
export class LetterIntake {
  readonly #options: IntakeOptions;
  readonly #group: GroupCommit<LetterInput, StoredLetter>;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#group = new GroupCommit({
      what: 'letters',
      maxGroup: options.batchSize,
      // The consumer bounds what is under way.
      maxQueued: Number.MAX_SAFE_INTEGER,
      commit: (letters) => this.#store(letters),
    });
  }

  /** Resolves when the letter is committed: then its message may be acked. Taken twice, it is stored once. */
  async take(message: RawMessage): Promise<void> {
    const letter = readLetter(message);
    const { key, fate } = await this.#group.submit(letter);
    const { metrics, logger } = this.#options;
    metrics.letters.inc({ subject: subjectLabel(letter.subject), fate });
    metrics.lag.observe(Math.max(0, Date.now() - message.storedAt.getTime()) / 1000);
    logger.debug({ letter: key, fate, subject: letter.subject }, 'letter stored');
  }

  /** Resolves when every letter that was taken has its outcome. */
  close(): Promise<void> {
    return this.#group.close();
  }

  async #store(letters: LetterInput[]): Promise<StoredLetter[]> {
    const { db, messaging, metrics, instance, onStored } = this.#options;
    const startedAt = performance.now();
    const stored = await withTransaction(db, async (tx) =>
      storeLetters(tx, await addFirstFailures(tx, letters), instance),
    );
    metrics.batchSize.observe(letters.length);
    metrics.batchSeconds.observe((performance.now() - startedAt) / 1000);
    const changed = new Set(stored.flatMap(({ requestId }) => requestId ?? []));
    for (const id of changed) messaging.notify(`${SUBJECT.primeCheckEvents}.${id}`);
    onStored(letters.length);
    return stored;
  }
}
