import fc, { type Arbitrary } from 'fast-check';
import type { Description, JsonSchema } from './open-api.ts';

const MAX_DEPTH = 5;

/** Strings that have broken parsers, databases, logs and mails before. */
export const NASTY_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nX-Injected: 1',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u2066',
  '🏳️‍🌈'.repeat(40),
  'ﷺ'.repeat(300),
  "' OR 1=1 -- ",
  '"; DROP TABLE users; --',
  '%00%ff%',
  '../../etc/passwd',
  '{{7*7}}<%= 7*7 %>#{7*7}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  '-1',
  '1e999',
  'NaN',
  '9'.repeat(400),
  'a'.repeat(5_000),
  '0198c0de-0000-7000-8000-000000000000',
  '2026-02-30T25:61:61Z',
  '((((((((((a+)+)+)+)+)+)+)+)+)+)$',
  '(a OR b) AND NOT (c',
  'age > 99999999999999999999d',
] as const;

const nastyText = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: 'binary', maxLength: 60 }));
const nastyValue: Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 2, -(2 ** 63), [], {}, [[[]]]),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(20, 80).map((depth) => nested(depth)),
);

/** Values that fit a schema of a description, and values that nearly do. */
export function arbitrariesOf({ components }: Description) {
  const resolve = (schema: JsonSchema): JsonSchema => {
    if (schema.$ref === undefined) return schema;
    const found = components.schemas[schema.$ref.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`${schema.$ref} is nowhere in the description`);
    return resolve(found);
  };

  const fitting = (unresolved: JsonSchema, depth = 0): Arbitrary<unknown> => {
    const schema = resolve(unresolved);
    if (depth > MAX_DEPTH) return fc.constant(null);
    if ('const' in schema) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return fc.oneof(...choices.map((one) => fitting(one, depth + 1)));
    if (schema.allOf !== undefined) {
      const parts = schema.allOf.map((one) => fitting(one, depth + 1));
      return fc.tuple(...parts).map((values) => Object.assign({}, ...(values as object[])));
    }
    const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
    switch (type) {
      case 'string':
        return text(schema);
      case 'integer':
        return fc.integer(bounds(schema));
      case 'number':
        return fc.oneof(fc.integer(bounds(schema)), fc.double({ ...bounds(schema), noNaN: true }));
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(fitting(schema.items ?? {}, depth + 1), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(schema.maxItems ?? 4, 4 + (schema.minItems ?? 0)),
        });
      case 'object':
        return object(schema, depth);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  };

  const object = (schema: JsonSchema, depth: number): Arbitrary<unknown> => {
    const { properties = {}, required = [], additionalProperties } = schema;
    const record = fc.record(
      Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, fitting(one, depth + 1)])),
      { requiredKeys: required.filter((name) => name in properties) },
    );
    if (typeof additionalProperties !== 'object') return record;
    const others = fc.dictionary(fc.string({ maxLength: 10 }), fitting(additionalProperties, depth + 1), {
      maxKeys: 3,
    });
    return fc.tuple(record, others).map(([known, more]) => ({ ...more, ...known }));
  };

  return { fitting, nearly: (schema: JsonSchema) => fitting(schema).chain(mutate) };
}

/** One fault put somewhere into a value: a member replaced, left out or added, or the whole thing exchanged. */
function mutate(value: unknown): Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return nastyValue;
  if (Array.isArray(value)) {
    return fc.oneof(
      nastyValue,
      nastyValue.map((one) => [...value, one]),
      fc.constant(Array.from({ length: 300 }, () => value[0] ?? 'x')),
    );
  }
  const keys = Object.keys(value);
  const source = value as Record<string, unknown>;
  const add = fc
    .tuple(fc.constantFrom('__proto__x', 'constructorx', 'extra', 'toString', ''), nastyValue)
    .map(([key, one]) => ({ ...source, [key]: one }));
  if (keys.length === 0) return fc.oneof(nastyValue, add);
  const key = fc.constantFrom(...keys);
  return fc.oneof(
    { weight: 4, arbitrary: key.chain((name) => mutate(source[name]).map((one) => ({ ...source, [name]: one }))) },
    { weight: 2, arbitrary: key.map((name) => Object.fromEntries(Object.entries(source).filter(([k]) => k !== name))) },
    { weight: 1, arbitrary: add },
    { weight: 1, arbitrary: nastyValue },
  );
}

function text(schema: JsonSchema): Arbitrary<string> {
  const { minLength = 0, maxLength = minLength + 30, pattern, format } = schema;
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.integer({ min: 1, max: 99_999 }).map((nth) => `visitor${nth}@example.com`);
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((d) => d.toISOString());
  // What no arbitrary can be made from (look-behind, \p) is left to plain text.
  if (pattern !== undefined && !/\\p|\(\?/.test(pattern)) return fc.stringMatching(new RegExp(pattern));
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40) }),
    fc.integer({ min: 0, max: 1_000_000 }).map(String),
    nastyText.filter((one) => one.length >= minLength && one.length <= maxLength),
  );
}

function bounds({ minimum, maximum, exclusiveMinimum }: JsonSchema): { min: number; max: number } {
  const min = Math.max(minimum ?? exclusiveMinimum ?? -1_000, -(2 ** 31));
  return { min: Math.ceil(min), max: Math.max(Math.ceil(min), Math.min(maximum ?? 100_000, 2 ** 31 - 1)) };
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
