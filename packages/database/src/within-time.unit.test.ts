import { expect, test } from 'vitest';
import { withinTime } from './within-time.ts';

const never = new Promise<never>(() => undefined);

test('work that ends in time gives its own outcome', async () => {
  const onTimeout = () => new Error('late');
  expect(await withinTime(Promise.resolve(1), 1_000, { onTimeout })).toBe(1);
  await expect(withinTime(Promise.reject(new Error('own')), 1_000, { onTimeout })).rejects.toThrow('own');
});

test('work that does not end throws what onTimeout says', async () => {
  await expect(withinTime(never, 1, { onTimeout: () => new Error('late') })).rejects.toThrow('late');
  expect(await withinTime(never, 1, { onTimeout: () => undefined })).toBeUndefined();
});

test('a value that arrives after all is handed to onLate', async () => {
  let arrive: (value: string) => void = () => undefined;
  const work = new Promise<string>((resolve) => {
    arrive = resolve;
  });
  const late = Promise.withResolvers<string>();
  const limited = withinTime(work, 1, { onTimeout: () => new Error('late'), onLate: late.resolve });
  await expect(limited).rejects.toThrow('late');
  arrive('a connection');
  expect(await late.promise).toBe('a connection');
});
