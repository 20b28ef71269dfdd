import { createHash } from 'node:crypto';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that say in their name that they take long. */
const LONG = /\.long\.\w+\.test\.tsx?$/u;

/**
 * The order in which test files start: those that take long first, so that none of them is left running alone at the
 * end; among themselves all are in an order that the seed alone decides, and another seed changes.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    return orderLongFirst(files, (file) => `${file.project.name} ${file.moduleId}`, seed);
  }
}

export function orderLongFirst<T>(files: readonly T[], nameOf: (file: T) => string, seed: number): T[] {
  const keyOf = (file: T) => {
    const place = createHash('sha256')
      .update(`${seed} ${nameOf(file)}`)
      .digest('hex');
    return `${LONG.test(nameOf(file)) ? 0 : 1} ${place}`;
  };
  const keyed = files.map((file) => ({ file, key: keyOf(file) }));
  return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ file }) => file);
}
