import { parseExactJson } from '@ballast/contracts/operators';
import { describe, expect, it } from 'vitest';
import { readMessage } from './letter-message.ts';

describe('a letter’s message as text', () => {
  it('is written line by line, with every number as it came', () => {
    const payload = parseExactJson('{"order":9007199254740993,"price":1.10}');
    expect(readMessage({ payload }).original).toBe('{\n  "order": 9007199254740993,\n  "price": 1.10\n}');
  });

  it('is what can be read of bytes that are no text, and nothing of none', () => {
    expect(readMessage({ payload_raw: btoa('{"order":') }).original).toBe('{"order":');
    expect(readMessage({ payload_raw: btoa('a\xff') }).original).toBe('a\ufffd');
    expect(readMessage({}).original).toBe('');
  });

  it('stands in lines where it was edited into one, and as it is where it is no JSON', () => {
    expect(readMessage({ edited_payload: '{"order":9007199254740993}' }).edited).toBe(
      '{\n  "order": 9007199254740993\n}',
    );
    expect(readMessage({ edited_payload: '{"order":' }).edited).toBe('{"order":');
    expect(readMessage({}).edited).toBeUndefined();
  });
});
