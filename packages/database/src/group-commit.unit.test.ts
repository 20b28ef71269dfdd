import { describe, expect, test } from 'vitest';
import { DatabaseError } from './database-error.ts';
import { GroupCommit, GroupCommitClosedError, GroupCommitFullError } from './group-commit.ts';

interface OpenGroup {
  readonly items: readonly number[];
  finish(): void;
  fail(error: Error): void;
}

/** A group commit whose commits end when the test says so; a result is ten times its item. */
function manual(options: { maxGroup?: number; maxQueued?: number; concurrency?: number } = {}) {
  const groups: OpenGroup[] = [];
  const commit = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      groups.push({ items, finish: () => resolve(items.map((item) => item * 10)), fail: reject });
    });
  const group = new GroupCommit<number, number>({ maxGroup: 100, maxQueued: 100, ...options, commit });
  return { group, groups, opened: () => groups.map(({ items }) => items) };
}

/** A group commit that refuses every group which holds a guilty item, and records the groups it was asked to commit. */
function refusing(guilty: readonly number[], refusal = new DatabaseError('refused_row', 'refused')) {
  const asked: number[][] = [];
  const committed: number[] = [];
  const group = new GroupCommit<number, number>({
    maxGroup: 100,
    maxQueued: 100,
    commit: async (items) => {
      asked.push(items);
      if (items.some((item) => guilty.includes(item))) throw refusal;
      committed.push(...items);
      return items.map((item) => item * 10);
    },
  });
  return { group, asked, committed };
}

/** Lets everything that is ready happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('grouping', () => {
  test('an idle one commits an item at once, alone', async () => {
    const { group, groups, opened } = manual();
    const result = group.submit(1);
    expect(opened()).toEqual([[1]]);
    groups[0]?.finish();
    expect(await result).toBe(10);
  });

  test('what arrives during a commit goes together into the next', async () => {
    const { group, groups, opened } = manual();
    const results = [1, 2, 3, 4].map((item) => group.submit(item));
    expect(opened()).toEqual([[1]]);
    expect(group.queued).toBe(3);
    groups[0]?.finish();
    await settled();
    expect(opened()).toEqual([[1], [2, 3, 4]]);
    expect(group.queued).toBe(0);
    groups[1]?.finish();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40]);
  });

  test('no group is larger than maxGroup, and order is kept', async () => {
    const { group, groups, opened } = manual({ maxGroup: 2 });
    const results = [1, 2, 3, 4, 5, 6].map((item) => group.submit(item));
    for (let index = 0; index < 4; index += 1) {
      groups[index]?.finish();
      await settled();
    }
    expect(opened()).toEqual([[1], [2, 3], [4, 5], [6]]);
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  test('each item gets the result that stands in its place, whichever group ends first', async () => {
    const { group, groups } = manual({ concurrency: 2 });
    const ended: number[] = [];
    const results = [1, 2].map((item) => group.submit(item).then((result) => ended.push(result)));
    groups[1]?.finish();
    await settled();
    groups[0]?.finish();
    await Promise.all(results);
    expect(ended).toEqual([20, 10]);
  });

  test('an item waits for its own commit only, not for the next', async () => {
    const { group, groups } = manual();
    const first = group.submit(1);
    const second = group.submit(2);
    groups[0]?.finish();
    expect(await first).toBe(10);
    await settled();
    expect(group.running).toBe(1);
    groups[1]?.finish();
    await second;
  });
});

describe('concurrency', () => {
  test('at most that many groups are under way, and the queue goes into the first place that is free', async () => {
    const { group, groups, opened } = manual({ concurrency: 2 });
    const results = [1, 2, 3, 4].map((item) => group.submit(item));
    expect(opened()).toEqual([[1], [2]]);
    expect(group.running).toBe(2);
    groups[1]?.finish();
    await settled();
    expect(opened()).toEqual([[1], [2], [3, 4]]);
    groups[0]?.finish();
    groups[2]?.finish();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40]);
    expect(group.running).toBe(0);
  });

  test('a group that fails does not disturb the one beside it', async () => {
    const { group, groups } = manual({ concurrency: 2 });
    const failing = group.submit(1);
    const passing = group.submit(2);
    groups[0]?.fail(new DatabaseError('unavailable', 'gone'));
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
    groups[1]?.finish();
    expect(await passing).toBe(20);
  });
});

describe('a full queue', () => {
  test('refuses the item that does not fit, and only that', async () => {
    const { group, groups } = manual({ maxQueued: 2 });
    const results = [1, 2, 3].map((item) => group.submit(item)); // 1 is under way, 2 and 3 wait
    const refused = group.submit(4);
    await expect(refused).rejects.toBeInstanceOf(GroupCommitFullError);
    await expect(refused).rejects.toMatchObject({ code: 'full' });
    groups[0]?.finish();
    await settled();
    groups[1]?.finish();
    expect(await Promise.all(results)).toEqual([10, 20, 30]);
  });

  test('takes items again once a group has left it', async () => {
    const { group, groups } = manual({ maxQueued: 1 });
    const first = group.submit(1);
    const second = group.submit(2);
    await expect(group.submit(3)).rejects.toMatchObject({ code: 'full' });
    groups[0]?.finish();
    await first;
    await settled();
    const fourth = group.submit(4);
    groups[1]?.finish();
    await second;
    await settled();
    groups[2]?.finish();
    expect(await fourth).toBe(40);
  });
});

describe('a refused row', () => {
  test.each([
    { count: 1, guilty: [1] },
    { count: 2, guilty: [2] },
    { count: 7, guilty: [4] },
    { count: 8, guilty: [1, 8] },
    { count: 33, guilty: [17] },
    { count: 10, guilty: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    { count: 64, guilty: [3, 31, 32, 33, 64] },
  ])('fails alone: $guilty of $count', async ({ count, guilty }) => {
    const { group, committed } = refusing(guilty);
    const items = Array.from({ length: count }, (_, index) => index + 1);
    const ahead = group.submit(0); // keeps the first place busy, so that the rest forms one group
    const outcomes = await Promise.allSettled(items.map((item) => group.submit(item)));
    await ahead;

    const failed = items.filter((_, index) => outcomes[index]?.status === 'rejected');
    expect(failed).toEqual(guilty);
    expect(committed.toSorted((a, b) => a - b)).toEqual([0, ...items.filter((item) => !guilty.includes(item))]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'refused_row' });
    }
  });

  test('costs a number of commits that grows with the logarithm of the group', async () => {
    const { group, asked } = refusing([40]);
    const ahead = group.submit(0);
    const items = Array.from({ length: 64 }, (_, index) => index + 1);
    await Promise.allSettled(items.map((item) => group.submit(item)));
    await ahead;
    expect(asked.length - 1).toBe(1 + 2 * Math.log2(64));
  });

  test('no item is committed twice or in a group with one that failed', async () => {
    const { group, committed } = refusing([5]);
    const ahead = group.submit(0);
    await Promise.allSettled([1, 2, 3, 4, 5, 6].map((item) => group.submit(item)));
    await ahead;
    expect(new Set(committed).size).toBe(committed.length);
  });

  test('items that arrive while a group is cut up wait for their own group', async () => {
    const { group, asked } = refusing([2]);
    const results = [0, 1, 2, 3].map((item) => group.submit(item).catch(() => undefined));
    await results[0];
    const late = group.submit(9);
    expect(await late).toBe(90);
    expect(asked.at(-1)).toEqual([9]);
    await Promise.all(results);
  });
});

describe('a failure of another kind', () => {
  test.each(['unavailable', 'commit_unknown', 'duplicate', 'deadlock', 'timeout', 'other'] as const)(
    '%s fails the whole group without another try',
    async (code) => {
      const { group, asked } = refusing([2], new DatabaseError(code, 'failed'));
      const ahead = group.submit(0);
      const outcomes = await Promise.allSettled([1, 2, 3].map((item) => group.submit(item)));
      await ahead;
      expect(asked).toEqual([[0], [1, 2, 3]]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    },
  );

  test('an error that is no DatabaseError fails the whole group as it is', async () => {
    const { group, groups } = manual();
    const result = group.submit(1);
    const bug = new TypeError('a bug');
    groups[0]?.fail(bug);
    await expect(result).rejects.toBe(bug);
  });

  test('one half that fails otherwise while a group is cut up leaves the other half alone', async () => {
    const group = new GroupCommit<number, number>({
      maxGroup: 10,
      maxQueued: 10,
      commit: async (items) => {
        if (items.length === 4) throw new DatabaseError('refused_row', 'refused');
        if (items.includes(1)) throw new DatabaseError('unavailable', 'gone');
        return items;
      },
    });
    const ahead = group.submit(0);
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((item) => group.submit(item)));
    await ahead;
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  });

  test('a commit that throws before it returns a promise fails its group and nothing else', async () => {
    let calls = 0;
    const group = new GroupCommit<number, number>({
      maxGroup: 10,
      maxQueued: 10,
      commit: (items) => {
        calls += 1;
        if (calls === 1) throw new Error('at once');
        return Promise.resolve(items);
      },
    });
    await expect(group.submit(1)).rejects.toThrow('at once');
    expect(await group.submit(2)).toBe(2);
  });

  test.each([[[]], [[1, 2, 3]], [undefined as unknown as number[]]])(
    'a commit that returns %j for two items fails them both',
    async (results) => {
      let calls = 0;
      const group = new GroupCommit<number, number>({
        maxGroup: 10,
        maxQueued: 10,
        commit: async (items) => {
          calls += 1;
          return calls === 1 ? items : results;
        },
      });
      const ahead = group.submit(0);
      const outcomes = await Promise.allSettled([1, 2].map((item) => group.submit(item)));
      await ahead;
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(group.running).toBe(0);
    },
  );
});

describe('close', () => {
  test('waits for every item that was taken', async () => {
    const { group, groups } = manual();
    const results = [group.submit(1), group.submit(2)];
    let isClosed = false;
    const closing = group.close().then(() => {
      isClosed = true;
    });
    groups[0]?.finish();
    await settled();
    expect(isClosed).toBe(false);
    groups[1]?.finish();
    await closing;
    expect(await Promise.all(results)).toEqual([10, 20]);
  });

  test('waits for items that fail as well, and does not fail itself', async () => {
    const { group, groups } = manual();
    const result = group.submit(1);
    const closing = group.close();
    groups[0]?.fail(new Error('failed'));
    await expect(result).rejects.toThrow('failed');
    await closing;
  });

  test('refuses items that come after it', async () => {
    const { group } = manual();
    await group.close();
    await expect(group.submit(1)).rejects.toBeInstanceOf(GroupCommitClosedError);
  });

  test('twice, and on one that was never used, is fine', async () => {
    const { group, groups } = manual();
    const result = group.submit(1);
    const closing = [group.close(), group.close()];
    groups[0]?.finish();
    await Promise.all(closing);
    await result;
    await manual().group.close();
  });
});

test.each([{ maxGroup: 0 }, { maxQueued: 0 }, { concurrency: 0 }, { maxGroup: 1.5 }])(
  'options that cannot work are refused: %j',
  (options) => {
    expect(() => manual(options)).toThrow(RangeError);
  },
);
