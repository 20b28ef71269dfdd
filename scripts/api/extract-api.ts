import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  type ExtractorMessage,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { emitDeclarations } from './emit-declarations.ts';
import { OFFERED_PACKAGES, type OfferedPackage } from './offered-packages.ts';

export interface PackageApi {
  readonly name: OfferedPackage;
  /** All that the package's index exports, in one text. */
  readonly declarations: string;
  /** What is exported without a doc comment, and what an export names that is not exported itself. */
  readonly faults: readonly string[];
}

/** How the declarations were compiled, as far as it matters to those who read them. */
const COMPILER_OPTIONS = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

/** The defaults are for packages that tell public from internal by tags: here what is exported is public. */
const MESSAGES = {
  compilerMessageReporting: { default: { logLevel: 'error' } },
  extractorMessageReporting: { default: { logLevel: 'error' }, 'ae-missing-release-tag': { logLevel: 'none' } },
} as NonNullable<IConfigFile['messages']>;

/** Reads the surface of each package for others, all in one program. */
export async function extractApis(): Promise<PackageApi[]> {
  const emitted = await emitDeclarations();
  try {
    const packages = OFFERED_PACKAGES.map((name) => ({ name, config: prepareConfig(emitted.folder, name) }));
    const program = createProgram(packages.map(({ config }) => config));
    return packages.map(({ name, config }) => {
      const faults = extract(config, program);
      return { name, declarations: readFileSync(config.untrimmedFilePath, 'utf8'), faults };
    });
  } finally {
    await emitted.remove();
  }
}

function prepareConfig(folder: string, name: OfferedPackage): ExtractorConfig {
  const projectFolder = join(folder, 'packages', name);
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder,
      mainEntryPointFilePath: join(projectFolder, 'src/index.d.ts'),
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: ['src/index.d.ts'] } },
      dtsRollup: { enabled: true, untrimmedFilePath: join(projectFolder, 'rollup.d.ts') },
      // Nobody reads it, but undocumented exports are only told of while it is written.
      apiReport: {
        enabled: true,
        reportFileName: 'report',
        reportFolder: projectFolder,
        reportTempFolder: projectFolder,
      },
      newlineKind: 'lf',
      messages: MESSAGES,
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, 'package.json'),
  });
}

function createProgram([first, ...others]: readonly ExtractorConfig[]): CompilerState {
  if (first === undefined) throw new Error('there are no packages for others');
  return CompilerState.create(first, { additionalEntryPoints: others.map((config) => config.mainEntryPointFilePath) });
}

function extract(config: ExtractorConfig, compilerState: CompilerState): string[] {
  const faults: string[] = [];
  Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === 'error' && !isAboutMember(message))
        faults.push(message.formatMessageWithLocation(config.projectFolder));
    },
  });
  return faults;
}

/** The fields of a type may speak for themselves. They are indented. */
function isAboutMember({ messageId, sourceFilePath, sourceFileLine }: ExtractorMessage): boolean {
  if (messageId !== 'ae-undocumented' || sourceFilePath === undefined || sourceFileLine === undefined) return false;
  return readFileSync(sourceFilePath, 'utf8').split('\n')[sourceFileLine - 1]?.startsWith(' ') ?? false;
}
