import { jobPath } from '../../routing/route.ts';

/** Kinds of things that acts are done to, as they are offered. An entry may name another. */
export const TARGET_TYPES = [
  'letter',
  'job',
  'group',
  'rule',
  'view',
  'stream',
  'request',
  'email',
  'session',
  'user',
  'policy',
  'keys',
  'route',
] as const;

/** Where a thing is to be seen, if it has a page here. */
export function pathOfTarget(type: string, id: string): string | undefined {
  if (type === 'letter') return `/dlq/dashboard?${new URLSearchParams({ state: 'all', letter: id })}`;
  if (type === 'group') return `/dlq/dashboard?${new URLSearchParams({ group: id, state: 'all' })}`;
  if (type === 'job') return jobPath(id);
  if (type === 'rule' && id !== 'all') return `/dlq/rules?${new URLSearchParams({ results: id })}`;
  if (type === 'rule') return '/dlq/rules';
  if (type === 'policy') return '/limits';
  return undefined;
}
