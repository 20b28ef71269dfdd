import { expect, it } from 'vitest';
import { findFaults } from './find-faults.ts';
import type { Component } from './sbom.ts';

function bill(...components: Partial<Component>[]) {
  return {
    bomFormat: 'CycloneDX',
    dependencies: [],
    components: components.map((one) => ({ name: 'a', version: '1.0.0', 'bom-ref': 'pkg:a', ...one })),
  };
}
const licensed = (id: string) => bill({ licenses: [{ license: { id } }] });
const expressed = (expression: string) => bill({ licenses: [{ expression }] });

it.each([
  ['MIT', licensed('MIT')],
  ['one of two', expressed('(MPL-2.0 OR Apache-2.0)')],
  ['both of two', expressed('MIT AND ISC')],
])('lets %s in', (_what, sbom) => {
  expect(findFaults(sbom, [])).toEqual([]);
});

it.each([
  ['none', bill({})],
  ['a copyleft one', licensed('GPL-3.0-only')],
  ['the words of none', bill({ licenses: [{ license: { name: 'UNLICENSED' } }] })],
  ['one of two that both hold', expressed('MIT AND AGPL-3.0')],
])('names a package whose licence is %s', (_what, sbom) => {
  expect(findFaults(sbom, [])).toEqual([expect.stringMatching(/^a@1\.0\.0 has /)]);
});

it('names what the bill leaves out', () => {
  const sbom = { ...licensed('MIT'), dependencies: [{ ref: 'pkg:a', dependsOn: ['pkg:b'] }] };
  expect(findFaults(sbom, ['a', '@scope/c'])).toEqual([
    '@scope/c is not in the bill',
    'pkg:b is not in the bill, and something needs it',
  ]);
});
