import { expect, test } from 'vitest';
import { createMessageId } from './message-id.ts';

const ID = '01938a6e-7d2f-7c3a-9b1e-0123456789ab';

test('the same delivery has the same Message-ID, in the domain of the sender', () => {
  expect(createMessageId(ID, 'Ballast <no-reply@Ballast.Example>')).toBe(`<${ID}@ballast.example>`);
  expect(createMessageId(ID, 'no-reply@ballast.example')).toBe(`<${ID}@ballast.example>`);
});
