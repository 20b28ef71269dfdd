import { expect, test } from 'vitest';
import { mergeSettings } from './settings.ts';

test('the environment wins over .env, also when it sets the empty string', () => {
  const settings = mergeSettings('A=file\nB=file\nC=file\n', { A: 'environment', B: '' });
  expect(settings).toEqual({ A: 'environment', B: '', C: 'file' });
});

test('.env may have comments, quotes and spaces', () => {
  expect(mergeSettings('# a comment\nFROM="Ballast <b@example.com>" # another\n\nX = 1\n', {})).toEqual({
    FROM: 'Ballast <b@example.com>',
    X: '1',
  });
});
