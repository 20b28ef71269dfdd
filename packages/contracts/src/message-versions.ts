import { CONTRACTS } from './contract-of.ts';
import type { MessageContract } from './message-contract.ts';

/** What one release writes and understands, by the messages' types. */
export interface MessageVersions {
  readonly writes: Readonly<Record<string, number>>;
  readonly reads: Readonly<Record<string, readonly number[]>>;
}

export function messageVersions(contracts: readonly MessageContract<unknown>[] = CONTRACTS): MessageVersions {
  return {
    writes: Object.fromEntries(contracts.map(({ type, version }) => [type, version])),
    reads: Object.fromEntries(contracts.map(({ type, reads }) => [type, reads])),
  };
}

export interface UnreadableMessage {
  readonly type: string;
  readonly written: number;
  readonly read: readonly number[];
}

/**
 * What `writer` writes and `reader` would put off as of an unknown version. A type that the reader does not know at all is none:
 * each has a subject of its own, so nobody of that release is sent it.
 */
export function findUnreadable(
  writer: Pick<MessageVersions, 'writes'>,
  reader: Pick<MessageVersions, 'reads'>,
): UnreadableMessage[] {
  return Object.entries(writer.writes).flatMap(([type, written]) => {
    const read = reader.reads[type];
    return read === undefined || read.includes(written) ? [] : [{ type, written, read }];
  });
}
