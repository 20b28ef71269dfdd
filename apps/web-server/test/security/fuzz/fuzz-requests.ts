import fc, { type Arbitrary } from 'fast-check';
import { arbitrariesOf, NASTY_TEXTS } from './arbitraries.ts';
import type { Description, JsonSchema, Operation, Parameter } from './open-api.ts';

export interface FuzzRequest {
  readonly operation: Operation;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface FuzzOptions {
  /** Ids and names that exist, to be tried where a path wants some. */
  readonly known: readonly string[];
  /** A key with which everything is allowed. */
  readonly adminKey: string;
}

/** Requests for an operation: with what its description allows, and with what it nearly does. */
export function fuzzRequests(
  description: Description,
  operation: Operation,
  { known, adminKey }: FuzzOptions,
): Arbitrary<FuzzRequest> {
  const { fitting, nearly } = arbitrariesOf(description);
  const value = (schema: JsonSchema) =>
    fc.oneof({ weight: 3, arbitrary: fitting(schema) }, { weight: 2, arbitrary: nearly(schema) });
  const of = (place: Parameter['in']) => operation.parameters.filter((one) => one.in === place);

  const path = fc
    .tuple(
      ...of('path').map(({ name, schema }) =>
        fc
          .oneof(
            { weight: 4, arbitrary: fc.constantFrom(...known) },
            { weight: 2, arbitrary: value(schema) },
            { weight: 1, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
          )
          .map((one) => [name, encode(textOf(one)) || 'x'] as const),
      ),
    )
    .map((values) => values.reduce((url, [name, one]) => url.replace(`{${name}}`, () => one), operation.path));
  const query = fc
    .record(Object.fromEntries(of('query').map(({ name, schema }) => [name, value(schema)])), { requiredKeys: [] })
    .map((values) =>
      Object.entries(values)
        .map(([name, one]) => `${name}=${encode(textOf(one))}`)
        .join('&'),
    );
  const header = fc.record(
    Object.fromEntries(
      of('header').map(({ name, schema }) => [name, value(schema).map((one) => visible(textOf(one)))]),
    ),
    { requiredKeys: [] },
  );
  const authorization = fc.oneof(
    { weight: 12, arbitrary: fc.constant(`Bearer ${adminKey}`) },
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('Bearer nobody', 'Bearer a.b.c', 'Basic YTpi', 'Bearer', 'x') },
  );
  return fc.record({ path, query, header, authorization, body: bodyOf(operation, value) }).map((made) => ({
    operation,
    url: made.query === '' ? made.path : `${made.path}?${made.query}`,
    headers: {
      ...made.header,
      ...(made.authorization === undefined ? {} : { authorization: made.authorization }),
      ...made.body.headers,
    },
    body: made.body.text,
  }));
}

interface FuzzBody {
  readonly headers: Record<string, string>;
  readonly text: string | undefined;
}

function bodyOf(operation: Operation, value: (schema: JsonSchema) => Arbitrary<unknown>): Arbitrary<FuzzBody> {
  const [[type, { schema = {} }] = ['', {}]] = Object.entries(operation.requestBody);
  if (type === '') return fc.constant({ headers: {}, text: undefined });
  const toText = (one: unknown) => (type.includes('json') ? JSON.stringify(one) : formOf(one));
  const headers = fc.oneof(
    { weight: 30, arbitrary: fc.constant({ 'content-type': type }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        { 'content-type': 'text/xml' },
        { 'content-type': 'application/json; charset=utf-16' },
        {},
      ),
    },
  );
  const text = fc.oneof(
    { weight: 30, arbitrary: value(schema).map(toText) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '{',
        'null',
        '[]',
        '{"__proto__":{"a":1}}',
        '{"constructor":{"prototype":{}}}',
        `${'['.repeat(5_000)}`,
      ),
    },
  );
  return fc.record({ headers, text }) as Arbitrary<FuzzBody>;
}

function formOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${encode(name)}=${encode(textOf(one))}`)
    .join('&');
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// Half a surrogate pair has no encoding; a path of dots would be another path.
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E');
}

function visible(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
}
