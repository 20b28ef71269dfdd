import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { messageVersions } from '@ballast/contracts';
import { describe, expect, it } from 'vitest';
import { describeUnreadable, readMessageVersions } from './read-message-versions.ts';

const COMMAND = join(import.meta.dirname, 'message-versions.ts');
const run = (args: readonly string[], input = '') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { input, encoding: 'utf8' });
  return { status, stdout, stderr };
};
const release = (writes: number, reads: number[]) => ({ writes: { 'a.b': writes }, reads: { 'a.b': reads } });

describe('two releases', () => {
  it('may run at once where each reads what the other writes', () => {
    expect(describeUnreadable(release(1, [1, 2]), release(2, [1, 2]))).toEqual([]);
  });

  it('may not where one of them writes what the other does not read yet, or no longer', () => {
    expect(describeUnreadable(release(1, [1]), release(2, [1, 2]))).toEqual([
      'the other release writes version 2 of a.b, and this one reads 1 alone',
    ]);
    expect(describeUnreadable(release(1, [1]), release(2, [2]))).toHaveLength(2);
  });

  it('are not kept apart by a message that one of them does not know: it has a subject of its own', () => {
    expect(describeUnreadable(release(1, [1]), { writes: { new: 1 }, reads: { new: [1] } })).toEqual([]);
  });
});

describe('message-versions.ts', () => {
  it('prints as JSON what this release writes and reads', () => {
    const { status, stdout } = run(['--json']);
    expect(status).toBe(0);
    expect(readMessageVersions(stdout)).toEqual(messageVersions());
  });

  it('exits with 0 beside its like, and with 1 and a sentence beside one that it cannot read', () => {
    expect(run(['--beside', '-'], JSON.stringify(messageVersions()))).toMatchObject({ status: 0, stderr: '' });
    const [type] = Object.keys(messageVersions().writes);
    const next = { ...messageVersions(), writes: { [`${type}`]: 99 } };
    const refused = run(['--beside', '-'], JSON.stringify(next));
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain(`the other release writes version 99 of ${type}, and this one reads 1 alone`);
  });

  it('does not take something else for another release', () => {
    expect(run(['--beside', '-'], '{}').status).not.toBe(0);
  });
});
