import { expect, test } from 'vitest';
import { withoutTag } from './without-tag.ts';

test.each([
  ['ann+news@reader.example', 'ann@reader.example'],
  ['Ann+a+b@Reader.example', 'Ann@Reader.example'],
  ['ann+@reader.example', 'ann@reader.example'],
  ['ann@reader.example', 'ann@reader.example'],
  ['+news@reader.example', '+news@reader.example'],
  ['"a+b"@reader.example', '"a+b"@reader.example'],
  ['ann@reader+x.example', 'ann@reader+x.example'],
  ['nobody+x', 'nobody+x'],
  ['', ''],
])('%s is in the mailbox of %s', (address, mailbox) => {
  expect(withoutTag(address)).toBe(mailbox);
});
