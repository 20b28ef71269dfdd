import { describe, expect, it } from 'vitest';
import { Lifecycle } from './lifecycle.ts';

function record() {
  const closed: string[] = [];
  const life = new Lifecycle();
  const open = (name: string) => ({ name, close: () => void closed.push(name) });
  return { closed, life, open };
}

describe('Lifecycle', () => {
  it('closes in the reverse order of opening, one after another', async () => {
    const { closed, life, open } = record();
    life.use(open('database'));
    await life.use(Promise.resolve(open('messaging')));
    life.use({ id: 7 }, async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      closed.push(`custom ${id}`);
    });
    life.defer('last', () => void closed.push('last'));
    await life.close();
    expect(closed).toEqual(['last', 'custom 7', 'messaging', 'database']);
  });

  it('returns what it takes charge of', async () => {
    const { life, open } = record();
    const resource = open('a');
    expect(life.use(resource)).toBe(resource);
    expect(await life.use(Promise.resolve(resource))).toBe(resource);
  });

  it('runs every closer when some fail, and reports all failures at the end', async () => {
    const { closed, life, open } = record();
    life.use(open('first'));
    life.defer('throws', () => {
      throw new Error('one');
    });
    life.use(open('second'));
    life.defer('rejects', () => Promise.reject(new Error('two')));
    life.use(open('third'));
    const error = await life.close().catch((failure: unknown) => failure);
    expect(closed).toEqual(['third', 'second', 'first']);
    expect(error).toMatchObject({ code: 'close_failed', cause: expect.any(AggregateError) });
    expect(((error as Error).cause as AggregateError).errors.map(String)).toEqual(['Error: two', 'Error: one']);
  });

  it('closes once however often it is asked to', async () => {
    const { closed, life, open } = record();
    life.use(open('a'));
    await Promise.all([life.close(), life.close()]);
    await life.close();
    expect(closed).toEqual(['a']);
  });

  it('registers nothing when opening fails', async () => {
    const { closed, life, open } = record();
    life.use(open('a'));
    await expect(life.use(Promise.reject<{ close(): void }>(new Error('refused')))).rejects.toThrow('refused');
    await life.close();
    expect(closed).toEqual(['a']);
  });

  it('closes next what is registered while it closes', async () => {
    const { closed, life, open } = record();
    life.use(open('a'));
    life.defer('opens another', () => void life.use(open('late')));
    await life.close();
    expect(closed).toEqual(['late', 'a']);
  });

  it('closes at once, and refuses, what is opened after the end', async () => {
    const { closed, life, open } = record();
    await life.close();
    expect(() => life.use(open('too late'))).toThrow(expect.objectContaining({ code: 'lifecycle_closed' }));
    await expect(life.use(Promise.resolve(open('later still')))).rejects.toMatchObject({ code: 'lifecycle_closed' });
    await Promise.resolve();
    expect(closed).toEqual(['too late', 'later still']);
  });

  it('names the closer it is waiting for', async () => {
    const { life } = record();
    let release = () => {};
    life.defer('slow', () => new Promise<void>((resolve) => (release = resolve)));
    const closing = life.close();
    expect(life.closing).toBe('slow');
    release();
    await closing;
    expect(life.closing).toBeUndefined();
  });
});
