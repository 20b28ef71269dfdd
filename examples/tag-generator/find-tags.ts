export interface Tag {
  readonly id: string;
  readonly name: string;
  /** The word's share of all words that were counted. */
  readonly confidence: number;
}

const MAX_TAGS = 5;
const MIN_LETTERS = 5;

/** The longer words that a text uses most: what stands for a model here. */
export function findTags(text: string): Tag[] {
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text.toLowerCase())]
    .filter(({ isWordLike, segment }) => isWordLike === true && segment.length >= MIN_LETTERS)
    .map(({ segment }) => segment);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([one, often], [other, seldom]) => seldom - often || one.localeCompare(other))
    .slice(0, MAX_TAGS)
    .map(([name, count]) => ({ id: name, name, confidence: count / words.length }));
}
