import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseMessage } from './normalise-message.ts';

describe('normaliseMessage', () => {
  // Sentences as Node, drivers, servers and Ballast itself say them.
  test.each([
    ['connect ECONNREFUSED 127.0.0.1:3306', 'connect ECONNREFUSED <address>'],
    ['connect ECONNREFUSED ::1:3306', 'connect ECONNREFUSED <address>'],
    ['connect ETIMEDOUT [2001:db8::7]:25', 'connect ETIMEDOUT <address>'],
    ['getaddrinfo ENOTFOUND smtp.example.com', 'getaddrinfo ENOTFOUND smtp.example.com'],
    ['db.example.com:3306 refused the connection', 'db.example.com:<port> refused the connection'],
    ['no answer from 10.0.0.0/8', 'no answer from <address>'],
    ['Request failed with status code 503', 'Request failed with status code 503'],
    ['HTTP 404 for https://user:pass@api.example.com:8443/users/42?x=1', 'HTTP 404 for https://api.example.com<path>'],
    ['fetch failed: http://10.1.2.3:80', 'fetch failed: http://<address>'],
    ["Duplicate entry 'a@b.example' for key 'users.email'", 'Duplicate entry <text> for key <text>'],
    ["Data too long for column 'payload' at row 17", 'Data too long for column <text> at row <number>'],
    ['Deadlock found; errno 1213 (HY000)', 'Deadlock found; errno 1213 (HY000)'],
    ['550 5.1.1 <bob@example.com>: Recipient address rejected', '550 5.1.1 <email>: Recipient address rejected'],
    ['the SMTP server refused the mail for good (550 5.7.1)', 'the SMTP server refused the mail for good (550 5.7.1)'],
    ['no verdict within 60000 ms', 'no verdict within <duration>'],
    ['took 1.5s, 3 minutes or 5m30s', 'took <duration>… or <duration>'],
    ['request 018f4f6e-9a3b-7cc1-8a2b-0123456789ab:r0:e1 not found', 'request <id> not found'],
    ['expired at 2026-11-26T22:35:54.123Z, now 22:36:01', 'expired at <time>, now <time>'],
    ['Tue, 26 Nov 2026 10:00:00 GMT is past; so is 2026-11-26', '<time> is past; so is <date>'],
    [`Unexpected token 'x', ..."n": xyz}" is not valid JSON`, 'Unexpected token <text>… is not valid JSON'],
    [`Unexpected token 'h', "hello" is not valid JSON`, 'Unexpected token <text>… is not valid JSON'],
    ['Unexpected end of JSON input', 'Unexpected end of JSON input'],
    ['Cannot find /srv/app/src/run.ts:12:7', 'Cannot find <path>'],
    ['C:\\Users\\bob\\x.txt is missing', '<path> is missing'],
    ['0xdeadbeef at 00007ffe12ab', '<hex> at <hex>'],
    ['token ghp_16C7e42F292c6912E7710c838347Ae178B4a is bad', 'token <id> is bad'],
    ['12.5 MB are over the 10MB limit', '<size> are over the <size> limit'],
    ['ids 1, 2, 3 and 4 failed', 'ids <number>… failed'],
    ['ids 1, 2 failed', 'ids <number>… failed'],
    ['1,234.5 of 2e10 is 50%', '<number> of <number> is <number>'],
    ['worker-7 died', 'worker-<number> died'],
    ['  spread\n over\t lines ', 'spread over lines'],
    ['', ''],
  ])('%s', (message, title) => {
    expect(normaliseMessage(message)).toBe(title);
  });

  test.each([
    "it isn't there and it can't be found",
    'sha256 of utf8mb4 over IPv4',
    'primecheck_consumer and/or emailsend_consumer',
    'Error: deadbeef defaced a facade',
    'prime_check_result_mail_kind_unknown',
  ])('says nothing variable: %s', (message) => {
    expect(normaliseMessage(message)).toBe(message);
  });

  test('tells failures apart that are none of one another', () => {
    const titles = [
      '550 5.1.1 no such user',
      '550 5.7.1 no such user',
      'HTTP 500 from https://a.example.com/x',
      'HTTP 503 from https://a.example.com/x',
      'HTTP 503 from https://b.example.com/x',
      'getaddrinfo ENOTFOUND a.example.com',
      'getaddrinfo ENOTFOUND b.example.com',
    ].map(normaliseMessage);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('is a well-formed title of at most 500 characters, whatever the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (message) => {
        const title = normaliseMessage(message);
        expect(title.length).toBeLessThanOrEqual(500);
        expect(title.isWellFormed()).toBe(true);
      }),
    );
  });

  test.each([
    'a',
    '1',
    'a1-',
    ':',
    '"',
    "'a ",
    '/a',
    'a@',
    'a.',
    '<1> ',
    'http://',
    '1.',
    '\\',
    '"\\',
    '[1:',
    '%',
    ' ',
    '2026-11-26T',
    '1, ',
  ])('takes no longer for a hostile message made of %s', (piece) => {
    const message = piece.repeat(Math.ceil(100_000 / piece.length));
    const startedAt = performance.now();
    normaliseMessage(message);
    // A few milliseconds on a machine that has nothing else to do.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
