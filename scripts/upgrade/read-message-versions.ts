import { findUnreadable, type MessageVersions } from '@ballast/contracts';
import { z } from 'zod';

const version = z.number().int().positive();
const MessageVersionsSchema = z.object({
  writes: z.record(z.string(), version),
  reads: z.record(z.string(), z.array(version)),
});

/** What another release printed. Throws an Error that says so when it is something else. */
export function readMessageVersions(text: string): MessageVersions {
  try {
    return MessageVersionsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error('this is not what message-versions.ts --json of another release printed', { cause });
  }
}

/** A sentence for each message that one of the two would put off instead of working on it. */
export function describeUnreadable(own: MessageVersions, other: MessageVersions): string[] {
  return [
    ...sentences('this release', own, 'the other one', other),
    ...sentences('the other release', other, 'this one', own),
  ];
}

function sentences(writerName: string, writer: MessageVersions, readerName: string, reader: MessageVersions): string[] {
  return findUnreadable(writer, reader).map(
    ({ type, written, read }) =>
      `${writerName} writes version ${written} of ${type}, and ${readerName} reads ${read.join(', ')} alone`,
  );
}
