import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from '@ballast/testkit';
import { Command } from 'commander';
import { buildInto } from '../build-page.ts';
import { drawScenes, filesOf } from './draw.ts';
import { SCENES } from './scenes.ts';

const root = resolve(import.meta.dirname, '../../../..');
const command = new Command('scripts/screenshots')
  .description('Draws every page and mail in its states, light and dark, for a desktop and a phone.')
  .argument('[names...]', 'only the scenes whose names begin so, such as check or mail-prime')
  .option('--into <folder>', 'where the pictures go', join(root, 'docs/screenshots'))
  .parse();

process.exitCode = await draw(command.args, resolve(command.opts<{ into: string }>().into));

async function draw(names: readonly string[], into: string): Promise<number> {
  const scenes = SCENES.filter(({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)));
  if (scenes.length === 0) {
    console.error(`There is no scene of this name. There are: ${SCENES.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const total = scenes.flatMap(filesOf).length;
  const pageDirectory = await mkdtemp(join(tmpdir(), 'ballast-page-'));
  let drawn = 0;
  try {
    console.log('Building the page ...');
    await buildInto(pageDirectory);
    const browser = await launchBrowser();
    const onDrawn = (file: string) => {
      drawn += 1;
      console.log(`${String(drawn).padStart(String(total).length)}/${total} ${file}`);
    };
    await drawScenes(scenes, { browser, pageDirectory, into, onDrawn }).finally(() => browser.close());
    console.log(`${total} pictures are in ${into}.`);
    return 0;
  } catch (error) {
    console.error(`✗ ${sayFailure(error)}\n${drawn} of ${total} pictures were drawn.`);
    return 1;
  } finally {
    await rm(pageDirectory, { recursive: true, force: true });
  }
}

function sayFailure(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sayFailure).join('\n✗ ');
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${sayFailure(error.cause)}`;
}
