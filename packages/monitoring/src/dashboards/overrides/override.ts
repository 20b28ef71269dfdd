import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

// What somebody changed in Grafana, as the difference to what the code says: a JSON merge patch (RFC 7396) of the dashboard
// in which lists whose entries have a name are objects by that name, so that a panel's change stays with its panel when the
// code puts another one before it.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };
export type Override = JsonObject;

/** Lists that are kept by the name of their entries, wherever they stand. */
const KEYS: Readonly<Record<string, string>> = { panels: 'id', targets: 'refId', list: 'name', links: 'title' };
/** Where an entry stood in its list, kept beside it. */
const PLACE = '#place';

/** The dashboard with the override put over it. */
export function applyOverride(dashboard: Dashboard, override: Override): Dashboard {
  return unfold(merge(fold(dashboard as unknown as Json), override)) as unknown as Dashboard;
}

/** The override that makes one dashboard of the other: empty where they are the same. */
export function overrideBetween(code: Dashboard, changed: Dashboard): Override {
  const difference = diff(fold(code as unknown as Json), fold(changed as unknown as Json));
  return isObject(difference) ? difference : {};
}

function fold(value: Json, name = ''): Json {
  if (isList(value)) {
    const key = KEYS[name];
    if (key === undefined || value.length === 0 || !value.every((one) => isObject(one) && one[key] !== undefined)) {
      return value.map((one) => fold(one));
    }
    return Object.fromEntries(
      value.map((one, place) => {
        const entry = fold(one) as JsonObject;
        return [`${key}=${String(entry[key])}`, { ...entry, [PLACE]: place }];
      }),
    );
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fold(one, key)]));
}

function unfold(value: Json): Json {
  if (isList(value)) return value.map(unfold);
  if (!isObject(value)) return value;
  const entries = Object.values(value);
  if (entries.length > 0 && entries.every((one) => isObject(one) && PLACE in one)) {
    return (entries as JsonObject[]).toSorted((a, b) => Number(a[PLACE]) - Number(b[PLACE])).map(unfold);
  }
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (key === PLACE ? [] : [[key, unfold(one)]])));
}

/** RFC 7396: `null` removes. */
function merge(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key] ?? null, value);
  }
  return result;
}

function diff(from: Json, to: Json): Json | undefined {
  if (!isObject(from) || !isObject(to)) return JSON.stringify(from) === JSON.stringify(to) ? undefined : to;
  const patch: Record<string, Json> = {};
  for (const key of Object.keys(from)) if (!(key in to)) patch[key] = null;
  for (const [key, value] of Object.entries(to)) {
    const change = key in from ? diff(from[key] ?? null, value) : value;
    if (change !== undefined) patch[key] = change;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
