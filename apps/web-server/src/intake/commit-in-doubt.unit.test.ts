import { DatabaseError } from '@ballast/database';
import { describe, expect, it } from 'vitest';
import { runUntilCertain } from './commit-in-doubt.ts';

const options = { resolveWithinMs: 10_000 };

describe('runUntilCertain', () => {
  it('runs again, and says that it is in doubt, when the connection was lost at COMMIT', async () => {
    const doubts: boolean[] = [];
    const answer = await runUntilCertain(async (inDoubt) => {
      doubts.push(inDoubt);
      if (doubts.length < 3) throw new DatabaseError('commit_unknown', 'lost');
      return 'committed';
    }, options);
    expect(answer).toBe('committed');
    expect(doubts).toEqual([false, true, true]);
  });

  it('goes on asking while the server is away, once in doubt', async () => {
    const codes = ['commit_unknown', 'unavailable', 'unavailable'] as const;
    let runs = 0;
    await runUntilCertain(async () => {
      const code = codes[runs];
      runs += 1;
      if (code !== undefined) throw new DatabaseError(code, 'away');
    }, options);
    expect(runs).toBe(4);
  });

  it('does not try again when nothing is in doubt: what failed before COMMIT is not stored', async () => {
    let runs = 0;
    const attempt = async () => {
      runs += 1;
      throw new DatabaseError('unavailable', 'away');
    };
    await expect(runUntilCertain(attempt, options)).rejects.toMatchObject({ code: 'unavailable' });
    expect(runs).toBe(1);
  });

  it('says that nobody knows, whatever came after the doubt', async () => {
    let runs = 0;
    const attempt = async () => {
      runs += 1;
      throw new DatabaseError(runs === 1 ? 'commit_unknown' : 'timeout', 'away');
    };
    await expect(runUntilCertain(attempt, options)).rejects.toMatchObject({ code: 'commit_unknown' });
    expect(runs).toBe(2);
  });

  it('gives up when no answer comes in time', async () => {
    const attempt = async () => {
      throw new DatabaseError('commit_unknown', 'lost');
    };
    await expect(runUntilCertain(attempt, { resolveWithinMs: 120 })).rejects.toMatchObject({ code: 'commit_unknown' });
  });
});
