import { type Component, nameOf, type Sbom } from './sbom.ts';

/** Licences that ask for no more than to be named; what is under any other is looked at by a person before it gets in here. */
const ALLOWED_LICENCES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
]);

/** What is wrong with a bill: a package without a licence or with one that is not allowed, and packages that it leaves out. */
export function findFaults(sbom: Sbom, directDependencies: readonly string[]): string[] {
  const names = new Set(sbom.components.map(nameOf));
  const refs = new Set(sbom.components.map((component) => component['bom-ref']));
  const needed = sbom.dependencies.flatMap(({ dependsOn = [] }) => dependsOn);
  return [
    ...sbom.components.flatMap((component) => licenceFault(component) ?? []),
    ...directDependencies.filter((name) => !names.has(name)).map((name) => `${name} is not in the bill`),
    ...needed.filter((ref) => !refs.has(ref)).map((ref) => `${ref} is not in the bill, and something needs it`),
  ];
}

function licenceFault(component: Component): string | undefined {
  const licences = (component.licenses ?? []).map((one) =>
    'expression' in one ? one.expression : (one.license.id ?? one.license.name ?? ''),
  );
  const label = `${nameOf(component)}@${component.version}`;
  if (licences.length === 0) return `${label} has no licence`;
  const refused = licences.filter((licence) => !isAllowed(licence));
  return refused.length === 0 ? undefined : `${label} has the licence ${refused.join(', ')}, which is not allowed`;
}

/** Of `A OR B` one has to be allowed, of `A AND B` both: what SPDX says of the operators, which do not nest in our bill. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/[()]/g, '').trim();
  if (/ OR /i.test(plain)) return plain.split(/ OR /i).some(isAllowed);
  return plain.split(/ AND /i).every((licence) => ALLOWED_LICENCES.has(licence.trim()));
}
