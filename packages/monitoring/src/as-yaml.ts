import { stringify } from 'yaml';

/** A generated file's text, with the words at its head that keep people from editing it. */
export function asYaml(content: object): string {
  const head = '# Generated from packages/monitoring: change it there, then run `pnpm generate:monitoring`.\n';
  return head + stringify(content, { lineWidth: 120, aliasDuplicateObjects: false });
}
