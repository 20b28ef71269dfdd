/** Each label with all its values; `[]` where they cannot be known beforehand. */
export type ClosedLabels = Readonly<Record<string, readonly string[]>>;

/** What a caller gives for one series: one of the declared values a label, any text where none are declared. */
export type LabelValues<Labels extends ClosedLabels> = {
  readonly [Name in keyof Labels]: Labels[Name] extends readonly [] ? string : Labels[Name][number];
};

/** Every combination of the labels' values; none when a label is open. A metric without labels sets itself to 0. */
export function labelCombinations(labels: ClosedLabels = {}): Record<string, string>[] {
  const entries = Object.entries(labels);
  if (entries.length === 0) return [];
  return entries.reduce<Record<string, string>[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    [{}],
  );
}
