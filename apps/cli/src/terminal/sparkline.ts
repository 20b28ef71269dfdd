const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Counts as little bars, the highest of them full; a space where there is none. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts.map((count) => (count <= 0 ? ' ' : BLOCKS[Math.ceil((count / most) * BLOCKS.length) - 1])).join('');
}
