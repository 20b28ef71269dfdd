const MAX_SENTENCES = 2;

/** The first sentences of a text: what stands for a model here. */
export function summarise(text: string): string {
  const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text);
  return [...sentences]
    .slice(0, MAX_SENTENCES)
    .map(({ segment }) => segment)
    .join('')
    .trim();
}
