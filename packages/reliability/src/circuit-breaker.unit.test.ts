import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type BreakerPolicy, CircuitBreaker } from './circuit-breaker.ts';

const failure = { code: 'rejected_temporary', message: '452' };
const policy: BreakerPolicy = {
  failures: 3,
  windowMs: 1000,
  rest: { initialMs: 100, multiplier: 2, maxMs: 1000, jitter: 0 },
};

let now: number;
let breaker: CircuitBreaker;
beforeEach(() => {
  now = 1_000_000;
  breaker = new CircuitBreaker(() => now, policy);
});

/** A message that begins now and fails after a millisecond. */
const fail = (message: string) => {
  const startedAt = now;
  now += 1;
  return breaker.fail(startedAt, message, failure);
};
const succeed = () => {
  const startedAt = now;
  now += 1;
  breaker.succeed(startedAt);
};
const lose = () => {
  const startedAt = now;
  now += 1;
  breaker.lose(startedAt, failure);
};
const wait = (ms: number) => {
  now += ms;
};

describe('closed', () => {
  test('it opens at once when the dependency cannot be reached', () => {
    lose();
    expect(breaker.report()).toEqual({ state: 'open', reason: failure, since: now, probeAt: now + 100 });
  });

  test('it opens when so many messages fail in a row, and each of them counted', () => {
    expect([fail('a'), fail('b')]).toEqual(['counted', 'counted']);
    expect(breaker.state).toBe('closed');
    expect(fail('c')).toBe('counted');
    expect(breaker.state).toBe('open');
  });

  test('one message that fails again and again does not open it', () => {
    for (let i = 0; i < 20; i += 1) expect(fail('a')).toBe('counted');
    fail('b');
    expect(breaker.state).toBe('closed');
  });

  test('failures among successes do not open it', () => {
    for (let i = 0; i < 50; i += 1) {
      fail(`a${i}`);
      fail(`b${i}`);
      succeed();
    }
    expect(breaker.state).toBe('closed');
  });

  test('failures with long pauses between them do not open it', () => {
    for (let i = 0; i < 20; i += 1) {
      fail(`a${i}`);
      wait(600);
    }
    expect(breaker.state).toBe('closed');
  });
});

describe('open', () => {
  test('work that was under way is excused when it fails, and changes nothing when it succeeds', () => {
    const before = now;
    wait(10);
    lose();
    const opened = breaker.report();
    wait(10);
    expect(breaker.fail(before, 'a', failure)).toBe('excused');
    breaker.succeed(before);
    breaker.lose(before, { code: 'other', message: 'x' });
    expect(breaker.report()).toEqual(opened);
  });

  test('the distance of probes doubles up to the longest', () => {
    lose();
    const rests: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const { probeAt = 0 } = breaker.report();
      rests.push(probeAt - now);
      now = probeAt;
      breaker.stayOpen();
    }
    expect(rests).toEqual([100, 200, 400, 800, 1000, 1000, 1000]);
  });
});

describe('half open', () => {
  beforeEach(() => {
    lose();
    wait(100);
    breaker.allowTrial();
  });

  test('it says since when and why, and that no probe is due', () => {
    expect(breaker.report()).toEqual({ state: 'half_open', reason: failure, since: now - 100 });
  });

  test('a trial that succeeds closes it, and the next outage begins with the short distance', () => {
    succeed();
    expect(breaker.report()).toEqual({ state: 'closed' });
    lose();
    expect(breaker.report().probeAt).toBe(now + 100);
  });

  test('a trial that fails counts, and opens it for twice as long; since when stays', () => {
    const { since } = breaker.report();
    expect(fail('a')).toBe('counted');
    expect(breaker.report()).toEqual({ state: 'open', reason: failure, since, probeAt: now + 200 });
  });

  test('a trial that finds nothing to connect to opens it', () => {
    lose();
    expect(breaker.state).toBe('open');
  });

  test('what was under way when it opened neither closes nor opens it', () => {
    const before = now - 200;
    breaker.succeed(before);
    expect(breaker.fail(before, 'a', failure)).toBe('excused');
    breaker.lose(before, failure);
    expect(breaker.state).toBe('half_open');
  });
});

test('what was under way when it opened is excused even after it has closed again', () => {
  const before = now;
  wait(10);
  lose();
  wait(100);
  breaker.allowTrial();
  succeed();
  expect(breaker.fail(before, 'a', failure)).toBe('excused');
  breaker.lose(before, failure);
  expect(breaker.state).toBe('closed');
});

test('permissions that nobody asked for change nothing', () => {
  breaker.allowTrial();
  breaker.stayOpen();
  expect(breaker.report()).toEqual({ state: 'closed' });
});

test('whatever happens: a failure counts if and only if its work began after the last opening, and not while open', () => {
  const step = fc.oneof(
    fc.record({ what: fc.constantFrom('fail', 'succeed', 'lose'), age: fc.integer({ min: 0, max: 500 }) }),
    fc.record({ what: fc.constantFrom('trial', 'stay', 'wait'), age: fc.integer({ min: 0, max: 500 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let time = 10_000;
      const subject = new CircuitBreaker(() => time, policy);
      let openedAt = Number.NEGATIVE_INFINITY;
      for (const [index, { what, age }] of steps.entries()) {
        time += 1;
        const before = subject.state;
        const startedAt = time - age;
        if (what === 'fail') {
          const expected = before !== 'open' && startedAt > openedAt ? 'counted' : 'excused';
          expect(subject.fail(startedAt, String(index), failure)).toBe(expected);
        } else if (what === 'succeed') subject.succeed(startedAt);
        else if (what === 'lose') subject.lose(startedAt, failure);
        else if (what === 'trial') subject.allowTrial();
        else if (what === 'stay') subject.stayOpen();
        else time += age;
        if (subject.state === 'open' && before !== 'open') openedAt = time;
        const { since, probeAt, reason } = subject.report();
        expect(since === undefined).toBe(subject.state === 'closed');
        expect(reason === undefined).toBe(subject.state === 'closed');
        expect(probeAt === undefined).toBe(subject.state !== 'open');
      }
    }),
  );
});
