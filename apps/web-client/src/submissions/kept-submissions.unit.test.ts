import { QueryClient } from '@tanstack/react-query';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createResultsStore } from '../results/results-store.ts';
import { keepUnsent } from './kept-submissions.ts';
import type { Submission } from './submission.ts';

const PREFIX = 'ballast:unsent:';
const HOUR = 60 * 60 * 1_000;

/** What a browser keeps, as `localStorage` gives it: its keys are properties of its own. */
function createStorage(): Storage {
  return Object.create({
    getItem(this: Storage, name: string) {
      return Object.hasOwn(this, name) ? this[name] : null;
    },
    setItem(this: Storage, name: string, value: string) {
      this[name] = value;
    },
    removeItem(this: Storage, name: string) {
      delete this[name];
    },
  });
}
let storage: Storage;
// For all of the file: pages listen until after a test's stubs are gone.
beforeAll(() => Object.assign(globalThis, { window: new EventTarget() }));
afterAll(() => Reflect.deleteProperty(globalThis, 'window'));

beforeEach(() => {
  storage = createStorage();
  vi.stubGlobal('localStorage', storage);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

type Unsent = Parameters<Parameters<typeof keepUnsent>[0]['onLeft']>[0][number];

/** A page in this browser, for `user`: null is nobody, undefined is not known yet. */
function open(user: string | null | undefined) {
  const store = createResultsStore();
  const queries = new QueryClient();
  const left: Unsent[] = [];
  const whose = { user };
  function onLeft(found: readonly Unsent[]): void {
    left.push(...found);
    store.dispatch({ type: 'submitted', submissions: found.map((one) => ({ ...one, phase: { name: 'sending' } })) });
  }
  const onGone = (key: string) => store.dispatch({ type: 'withdrawn', key });
  onTestFinished(keepUnsent({ store, userOf: () => whose.user, onLeft, onGone }, queries));
  return {
    store,
    left,
    submit(key: string, rest: Partial<Omit<Submission, 'since' | 'key'>> = {}) {
      const submission = {
        number: '97',
        email: undefined,
        submittedAt: Date.now(),
        phase: { name: 'sending' } as const,
      };
      store.dispatch({ type: 'submitted', submissions: [{ key, ...submission, ...rest }] });
    },
    become(next: string | null) {
      whose.user = next;
      queries.setQueryData(['session'], {});
    },
  };
}
/** What the other tabs of a browser are told when one has removed something. */
const tellRemoved = (name: string) =>
  window.dispatchEvent(Object.assign(new Event('storage'), { key: name, newValue: null }));
const keysLeft = (page: ReturnType<typeof open>) => page.left.map(({ key }) => key);

describe('what is not sent yet', () => {
  it('is there again on the next visit, with its key, its mail and its batch', () => {
    const submittedAt = Date.now();
    open(null).submit('k', { email: 'ada@example.com', batch: 'b', submittedAt });
    expect(open(null).left).toEqual([{ key: 'k', number: '97', email: 'ada@example.com', batch: 'b', submittedAt }]);
  });

  it('is there newest first', () => {
    const page = open(null);
    page.submit('older', { submittedAt: Date.now() - 2_000 });
    page.submit('newer', { submittedAt: Date.now() - 1_000 });
    expect(keysLeft(open(null))).toEqual(['newer', 'older']);
  });

  it('is gone from the browser once it is taken, or off the page', () => {
    const page = open(null);
    page.submit('taken');
    page.submit('dropped');
    const check = {
      ...{ id: '00000000-0000-7000-8000-000000000001', number: '97', status: 'processing' as const },
      created_at: '2026-11-23T12:00:00.000Z',
    };
    page.store.dispatch({ type: 'accepted', key: 'taken', check, asOf: 1 });
    page.store.dispatch({ type: 'withdrawn', key: 'dropped' });
    expect(Object.keys(storage)).toEqual([]);
  });

  it('that was taken up is gone from the browser too, once it is taken', () => {
    open(null).submit('k');
    const page = open(null);
    expect(Object.keys(storage)).toEqual([`${PREFIX}k`]);
    page.store.dispatch({ type: 'withdrawn', key: 'k' });
    expect(Object.keys(storage)).toEqual([]);
  });

  it('is not sent any more by a tab that took it up too, once another one has sent it or taken it back', () => {
    open(null).submit('k');
    const page = open(null);
    page.submit('own');
    tellRemoved(`${PREFIX}k`);
    tellRemoved('ballast:theme');
    expect(page.store.getState().submissions.map(({ key }) => key)).toEqual(['own']);
  });

  it('is kept for a day: later the server may have forgotten the key', () => {
    const page = open(null);
    page.submit('fresh', { submittedAt: Date.now() - 23 * HOUR });
    page.submit('stale', { submittedAt: Date.now() - 25 * HOUR });
    expect(keysLeft(open(null))).toEqual(['fresh']);
    expect(Object.keys(storage)).toEqual([`${PREFIX}fresh`]);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['a number that is none', JSON.stringify({ number: '-7', submittedAt: Date.now(), user: null })],
    ['an address that is none', JSON.stringify({ number: '7', email: 'x', submittedAt: Date.now(), user: null })],
    ['no time', JSON.stringify({ number: '7', user: null })],
  ])('is thrown away where somebody wrote %s in its place', (_, text) => {
    storage.setItem(`${PREFIX}k`, text);
    expect(open(null).left).toEqual([]);
    expect(Object.keys(storage)).toEqual([]);
  });

  it('leaves what others keep in the browser alone', () => {
    storage.setItem('ballast:language', 'ja');
    open(null);
    expect(storage.getItem('ballast:language')).toBe('ja');
  });

  it('lasts as long as the page where the browser keeps nothing', () => {
    vi.stubGlobal('localStorage', {
      setItem() {
        throw new Error('full');
      },
    });
    const page = open(null);
    expect(() => page.submit('k')).not.toThrow();
    expect(page.left).toEqual([]);
  });
});

describe('what a user typed', () => {
  it.each([
    ['another user', 'grace'],
    ['nobody', null],
  ])('is never taken up by %s, and waits for this user', (_, other) => {
    open('ada').submit('k');
    expect(open(other).left).toEqual([]);
    expect(keysLeft(open('ada'))).toEqual(['k']);
  });

  it('is not taken up by another user after a reload while that was not known yet', () => {
    open('ada').submit('k');
    const page = open(undefined);
    expect(page.left).toEqual([]);
    page.become('grace');
    expect(page.left).toEqual([]);
    expect(Object.keys(storage)).toEqual([`${PREFIX}k`]);
  });

  it('is taken up once it is known that it is the same user', () => {
    open('ada').submit('k');
    const page = open(undefined);
    page.become('ada');
    expect(keysLeft(page)).toEqual(['k']);
  });

  it('while nobody was signed in is taken along by who signs in', () => {
    open(null).submit('k');
    expect(keysLeft(open('ada'))).toEqual(['k']);
  });

  it('before it was known who types is kept once it is, as theirs', () => {
    const page = open(undefined);
    page.submit('k');
    expect(Object.keys(storage)).toEqual([]);
    page.become('ada');
    expect(open('grace').left).toEqual([]);
    expect(keysLeft(open('ada'))).toEqual(['k']);
  });
});
