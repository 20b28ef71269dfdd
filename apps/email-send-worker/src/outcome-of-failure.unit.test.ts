import { DatabaseError } from '@ballast/database';
import { MailError, type MailTransport } from '@ballast/mail';
import { describe, expect, test } from 'vitest';
import { ComposeError } from './compose-mail.ts';
import { outcomeOfFailure } from './outcome-of-failure.ts';

function transportThat(verify: () => Promise<void>): MailTransport {
  return { verify, send: () => Promise.reject(new Error('not asked for')), close: async () => undefined };
}
const reachable = transportThat(async () => undefined);
const away = transportThat(async () => {
  throw new MailError('unavailable', 'away');
});

describe('a server that was never reached', () => {
  test.each(['unavailable', 'timeout'] as const)('%s costs no attempt, and no probe is spent on it', async (code) => {
    const transport = transportThat(() => Promise.reject(new Error('not asked for')));
    const outcome = await outcomeOfFailure(new MailError(code, 'x', { connected: false }), transport);
    expect(outcome).toMatchObject({ kind: 'unavailable', dependency: 'smtp', error: { code } });
  });
});

describe('a session that broke', () => {
  test.each(['unavailable', 'timeout'] as const)('%s costs an attempt when the server is there', async (code) => {
    const error = new MailError(code, 'x', { connected: true, afterData: true });
    expect(await outcomeOfFailure(error, reachable)).toMatchObject({ kind: 'retry', error: { code } });
  });

  test.each(['unavailable', 'timeout'] as const)('%s costs none when the server went away with it', async (code) => {
    const error = new MailError(code, 'x', { connected: true, afterData: true });
    expect(await outcomeOfFailure(error, away)).toMatchObject({ kind: 'unavailable', dependency: 'smtp' });
  });
});

describe('a mail that was refused', () => {
  test('for now is tried again', async () => {
    const error = new MailError('rejected_temporary', 'x', { connected: true, responseCode: 451 });
    expect(await outcomeOfFailure(error, reachable)).toMatchObject({ kind: 'retry' });
  });

  test.each(['rejected_permanent', 'invalid_address', 'invalid_mail'] as const)('%s is dead', async (code) => {
    const outcome = await outcomeOfFailure(new MailError(code, 'x', { connected: true }), reachable);
    expect(outcome).toMatchObject({ kind: 'dead', type: 'permanent', error: { code } });
  });

  test('because it cannot be composed is dead', async () => {
    const outcome = await outcomeOfFailure(new ComposeError('unknown_kind', 'x'), reachable);
    expect(outcome).toMatchObject({ kind: 'dead', type: 'permanent', error: { code: 'unknown_kind' } });
  });
});

test.each(['unavailable', 'pool_exhausted', 'commit_unknown', 'timeout'] as const)(
  "the database's %s costs no attempt",
  async (code) => {
    const outcome = await outcomeOfFailure(new DatabaseError(code, 'x'), reachable);
    expect(outcome).toMatchObject({ kind: 'unavailable', dependency: 'mysql' });
  },
);
