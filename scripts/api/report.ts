import type { PackageApi } from './extract-api.ts';
import type { OfferedPackage } from './offered-packages.ts';

/** From the root of the repository. */
export function reportPath(name: OfferedPackage): string {
  return `packages/${name}/api.md`;
}

/** The page that is committed: who changes the surface changes it, and who reviews the change sees that. */
export function writeReport({ name, declarations }: Pick<PackageApi, 'name' | 'declarations'>): string {
  const withoutTrailingSpace = declarations.replaceAll(/[ \t]+$/gm, '').replace(/\n*export \{ \}\n*$/, '\n');
  return `# The surface of @ballast/${name}

<!-- Written by \`pnpm generate:api\` from what src/index.ts exports. Change it there. -->

\`\`\`ts
${withoutTrailingSpace.trim()}
\`\`\`
`;
}
