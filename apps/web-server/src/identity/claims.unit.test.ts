import { expect, it } from 'vitest';
import { claimOf } from './claims.ts';

const TOKEN = 'A-_9'.repeat(11).slice(0, 43);
const OPERATOR = `__Host-ballast-operator=${TOKEN}`;
const JWT = 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

it.each([
  [{}, undefined],
  [{ cookie: `__Host-ballast-session=${TOKEN}` }, undefined],
  [{ cookie: OPERATOR }, 'session'],
  [{ cookie: `theme=dark; ${OPERATOR}; a=b` }, 'session'],
  [{ cookie: `${OPERATOR}x` }, undefined],
  [{ cookie: '__Host-ballast-operator=rubbish' }, undefined],
  [{ cookie: `x${OPERATOR}` }, undefined],
  [{ authorization: 'Bearer a-key' }, 'key'],
  [{ authorization: 'rubbish' }, 'key'],
  [{ authorization: 'Bearer a.key.withdots' }, 'key'],
  [{ authorization: JWT }, undefined],
  [{ authorization: JWT, cookie: OPERATOR }, undefined],
])('by %j a request claims to come with %s', (headers, claim) => {
  expect(claimOf({ headers })).toBe(claim);
});
