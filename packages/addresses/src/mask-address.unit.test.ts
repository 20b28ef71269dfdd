import { expect, test } from 'vitest';
import { maskAddress } from './mask-address.ts';

test.each([
  ['ann@reader.example', 'a•••@reader.example'],
  ['a@reader.example', 'a•••@reader.example'],
  ['𝒶nn@reader.example', '𝒶•••@reader.example'],
  ['"a@b"@reader.example', '"•••@reader.example'],
  ['@reader.example', '•••@reader.example'],
  ['nobody', '•••'],
  ['', '•••'],
])('%s is shown as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
