import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify, isAlive, type ProcessIdentity, signalProcess } from './process-identity.ts';
import { claimState, readState, removeState, type StackState, writeState } from './state-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-state-'));
  path = join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stateOf = (supervisor: ProcessIdentity): StackState => ({ supervisor, phase: 'ready', processes: [], urls: {} });

async function endedProcess(): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const identity = identify(child.pid ?? -1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return identity;
}

test('what was written is read, and nothing else is left in the folder', () => {
  const state = stateOf(identify(process.pid));
  writeState(path, state);
  writeState(path, state);
  expect(readState(path)).toEqual(state);
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('no state, half a state and another file’s content are no state', () => {
  expect(readState(path)).toBeUndefined();
  writeFileSync(path, '{"supervisor": {"pid"');
  expect(readState(path)).toBeUndefined();
  writeFileSync(path, '[]');
  expect(readState(path)).toBeUndefined();
});

test('the state of a living supervisor cannot be claimed', () => {
  const mine = stateOf(identify(process.pid));
  expect(claimState(path, mine)).toBe(true);
  expect(claimState(path, stateOf({ pid: 1, startTicks: 1 }))).toBe(false);
  expect(readState(path)).toEqual(mine);
  removeState(path);
  expect(claimState(path, mine)).toBe(true);
});

test('the state of a dead supervisor can be claimed', async () => {
  writeState(path, stateOf(await endedProcess()));
  expect(claimState(path, stateOf(identify(process.pid)))).toBe(true);
});

test('a pid that now belongs to another process is not mistaken for the old one', () => {
  const me = identify(process.pid);
  expect(isAlive(me)).toBe(true);
  const former: ProcessIdentity = { pid: me.pid, startTicks: (me.startTicks ?? 0) - 1 };
  expect(isAlive(former)).toBe(false);
  // Would end this test run.
  signalProcess(former, 'SIGKILL');
});
