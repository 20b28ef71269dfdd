/** Refused before anything was sent: in no wave. */
export const NO_WAVE = -1;

/** The wave of each of `total` items: the sizes in order, then all the rest as the last one. */
export function assignWaves(total: number, sizes: readonly number[]): number[] {
  const waves: number[] = [];
  for (const [wave, size] of sizes.entries()) {
    for (let i = 0; i < size && waves.length < total; i += 1) waves.push(wave);
  }
  while (waves.length < total) waves.push(sizes.length);
  return waves;
}

/** How many items each wave has, those without any left out. */
export function waveSizes(total: number, sizes: readonly number[]): number[] {
  const counts: number[] = [];
  for (const wave of assignWaves(total, sizes)) counts[wave] = (counts[wave] ?? 0) + 1;
  return counts;
}
