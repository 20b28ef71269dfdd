import type { DeadLetterGroup } from '@ballast/contracts/operators';
import type { Api } from '../../../api/api.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { GROUP_STATES } from '../letters/letter-words.ts';

/** Digits of a fingerprint that lists show: enough to tell thousands of groups apart. */
export const FINGERPRINT_DIGITS = 12;

/** The whole fingerprint that begins so. */
export async function findFingerprint(api: Api, prefix: string): Promise<string> {
  return prefix.length === 64 ? prefix : (await findGroup(api, prefix)).fingerprint;
}

/** The group whose fingerprint begins so, in whatever state it is. */
export async function findGroup(api: Api, prefix: string): Promise<DeadLetterGroup> {
  const lists = await Promise.all(
    GROUP_STATES.map((status) =>
      api.get('/api/dlq/groups', (contracts) => contracts.DeadLetterGroupListSchema, { status, limit: 200 }),
    ),
  );
  // Asked three times, a group that changes its state in between may come twice.
  const all = new Map(lists.flatMap(({ value }) => value.items).map((group) => [group.fingerprint, group]));
  const found = [...all.values()].filter((group) => group.fingerprint.startsWith(prefix));
  const [group] = found;
  if (group === undefined) {
    throw new CliError('refused', `no group’s fingerprint begins with ${prefix}: ballast dlq groups lists them.`);
  }
  if (found.length === 1) return group;
  const examples = found.slice(0, 3).map(({ fingerprint }) => fingerprint.slice(0, FINGERPRINT_DIGITS + 4));
  throw new CliError(
    'usage',
    `${found.length} groups’ fingerprints begin with ${prefix}: give more digits (${examples.join(', ')}).`,
  );
}
