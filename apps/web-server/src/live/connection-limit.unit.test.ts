import { expect, it } from 'vitest';
import { ANONYMOUS, type Caller } from '../identity/caller.ts';
import { ConnectionLimit } from './connection-limit.ts';

const newStream = () => ({ close: () => undefined });
const ann: Caller = { kind: 'user', userId: 'ann', sessionId: 's', via: 'cookie' };
const from = (clientAddress: string, caller: Caller = ANONYMOUS) => ({ clientAddress, caller });

it('one address has only so many, and a place that is given back, once or twice, is one place', () => {
  const limit = new ConnectionLimit({ max: 100, maxPerClient: 2 });
  const release = limit.take(newStream(), from('192.0.2.1'));
  limit.take(newStream(), from('192.0.2.1'));
  expect(() => limit.take(newStream(), from('192.0.2.1'))).toThrow(expect.objectContaining({ status: 429 }));
  limit.take(newStream(), from('192.0.2.2'));
  release();
  release();
  limit.take(newStream(), from('192.0.2.1'));
  expect(() => limit.take(newStream(), from('192.0.2.1'))).toThrow(expect.objectContaining({ status: 429 }));
  expect(limit.open).toBe(3);
});

it('a user has only so many from all addresses together, and who is refused has taken nothing', () => {
  const limit = new ConnectionLimit({ max: 100, maxPerClient: 2 });
  limit.take(newStream(), from('192.0.2.1', ann));
  limit.take(newStream(), from('192.0.2.2', ann));
  for (let n = 0; n < 5; n += 1) {
    expect(() => limit.take(newStream(), from('192.0.2.3', ann))).toThrow(expect.objectContaining({ status: 429 }));
  }
  limit.take(newStream(), from('192.0.2.3'));
  limit.take(newStream(), from('192.0.2.3'));
  expect(limit.open).toBe(4);
});

it('all together have only so many', () => {
  const limit = new ConnectionLimit({ max: 2, maxPerClient: 10 });
  limit.take(newStream(), from('192.0.2.1'));
  limit.take(newStream(), from('192.0.2.2'));
  expect(() => limit.take(newStream(), from('192.0.2.3'))).toThrow(expect.objectContaining({ status: 503 }));
});
