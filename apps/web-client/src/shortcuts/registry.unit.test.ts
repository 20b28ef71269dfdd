import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pressKey, removeShortcuts, setShortcuts, switchLetterKeys } from './registry.ts';

/** As much of an event as is looked at: there is no document here. */
function press(key: string, more: Partial<KeyboardEvent> = {}): { prevented: boolean } {
  let prevented = false;
  const event = { key, timeStamp: 0, target: null, preventDefault: () => (prevented = true), ...more };
  pressKey(event as unknown as KeyboardEvent);
  return { prevented };
}

const shortcut = (keys: readonly string[], run: () => boolean) => ({ keys, does: keys.join(), run });
const done = () => vi.fn(() => true);

beforeEach(() => vi.stubGlobal('Element', class {}));
afterEach(() => {
  for (const part of ['first', 'second']) removeShortcuts(part);
  switchLetterKeys(true);
  vi.unstubAllGlobals();
});

describe('a key', () => {
  it('does what the part that came last has it for, and is then nobody else’s', () => {
    const [first, second] = [done(), done()];
    setShortcuts('first', { title: '', shortcuts: [shortcut(['j'], first)] });
    setShortcuts('second', { title: '', shortcuts: [shortcut(['j', 'ArrowDown'], second)] });
    expect(press('j').prevented).toBe(true);
    expect([first, second].map((run) => run.mock.calls.length)).toEqual([0, 1]);
    removeShortcuts('second');
    press('j');
    expect(first).toHaveBeenCalledOnce();
    expect(press('ArrowDown').prevented).toBe(false);
  });

  it('goes on to the next part when one leaves it, and to the browser when all do', () => {
    const first = done();
    setShortcuts('first', { title: '', shortcuts: [shortcut(['j'], first)] });
    setShortcuts('second', { title: '', shortcuts: [shortcut(['j'], () => false)] });
    expect(press('j').prevented).toBe(true);
    expect(first).toHaveBeenCalledOnce();
    removeShortcuts('first');
    expect(press('j').prevented).toBe(false);
  });

  it('after another does what the two are for, when it follows soon', () => {
    const run = done();
    setShortcuts('first', { title: '', shortcuts: [shortcut(['g d'], run)] });
    press('g');
    press('d', { timeStamp: 2_000 });
    expect(run).not.toHaveBeenCalled();
    press('g', { timeStamp: 3_000 });
    press('d', { timeStamp: 3_400 });
    expect(run).toHaveBeenCalledOnce();
  });

  it('with Control, Alt or Meta stays the browser’s', () => {
    const run = done();
    setShortcuts('first', { title: '', shortcuts: [shortcut(['j'], run)] });
    for (const modifier of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) press('j', modifier);
    expect(run).not.toHaveBeenCalled();
  });

  it('that writes something does nothing when such keys are switched off; others do', () => {
    const run = done();
    setShortcuts('first', { title: '', shortcuts: [shortcut(['j', 'Escape'], run)] });
    switchLetterKeys(false);
    press('j');
    expect(run).not.toHaveBeenCalled();
    press('Escape');
    expect(run).toHaveBeenCalledOnce();
  });
});
