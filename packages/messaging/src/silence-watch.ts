import { NatsError } from 'nats';
import { toMessagingError } from './client-error.ts';
import type { MessagingErrorCode } from './messaging-error.ts';

/** Longer than a cluster mostly takes to elect a leader; an election that takes longer costs each client one reconnect. */
const PATIENCE_MS = 10_000;

/** What is heard from a server that has lost the others; one that has them says `no_stream` in words of its own. */
const SILENT: ReadonlySet<MessagingErrorCode> = new Set(['timeout', 'unavailable', 'no_stream']);

/**
 * Notices that JetStream has not answered anything for a while. A server that is cut off from the others of its cluster
 * keeps its clients, answers their pings, and can do nothing for them: whoever is connected to it has to go elsewhere.
 */
export class SilenceWatch {
  readonly #onSilent: () => void;
  #silentSinceMs: number | undefined;

  constructor(onSilent: () => void) {
    this.#onSilent = onSilent;
  }

  answered(): void {
    this.#silentSinceMs = undefined;
  }

  failed(error: unknown): void {
    if (!isSilence(error)) {
      this.answered();
      return;
    }
    const now = performance.now();
    this.#silentSinceMs ??= now;
    if (now - this.#silentSinceMs < PATIENCE_MS) return;
    this.#silentSinceMs = undefined;
    this.#onSilent();
  }
}

function isSilence(error: unknown): boolean {
  const { code, cause } = toMessagingError(error, '');
  if (!SILENT.has(code)) return false;
  return code !== 'no_stream' || !(cause instanceof NatsError) || cause.api_error === undefined;
}
