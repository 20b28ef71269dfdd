import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Description, JsonSchema, Operation } from './open-api.ts';
import type { FuzzAnswer } from './send.ts';

/** Says in what an answer breaks the description, or `undefined` when it keeps to it. */
export type FindBreach = (operation: Operation, answer: FuzzAnswer) => string | undefined;

export function breachFinder(description: Description): FindBreach {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  // The module is CommonJS: its function is the default's default.
  (formats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
  ajv.addSchema({ $id: 'description', ...description });
  const validators = new Map<JsonSchema, ReturnType<typeof ajv.compile>>();
  const validatorOf = (schema: JsonSchema) => {
    const known = validators.get(schema);
    if (known !== undefined) return known;
    const made = ajv.compile(
      JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"description#/components')),
    );
    validators.set(schema, made);
    return made;
  };

  return (operation, { status, type, retryAfter, body }) => {
    if (status >= 500)
      return `is answered ${status}${retryAfter === undefined ? '' : ` (retry after ${retryAfter})`}: ${body.slice(0, 300)}`;
    const documented = operation.responses[status];
    if (documented === undefined) return `is answered ${status}, which is not described: ${body.slice(0, 300)}`;
    const { content = {} } = documented;
    if (Object.keys(content).length === 0)
      return body === '' ? undefined : `has a body that is not described: ${body.slice(0, 200)}`;
    const described = content[type];
    if (described === undefined) return `is answered ${status} as ${type}, not as ${Object.keys(content).join(' or ')}`;
    if (!/[/+]json$/.test(type) || described.schema === undefined) return undefined;
    const validate = validatorOf(described.schema);
    if (validate(JSON.parse(body))) return undefined;
    return `is answered ${status} with a body that does not fit: ${ajv.errorsText(validate.errors)} in ${body.slice(0, 300)}`;
  };
}
