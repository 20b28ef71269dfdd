/** Each label with all its values; `[]` where they cannot be known beforehand. */
export type ClosedLabels = Readonly<Record<string, readonly string[]>>;

/** What a caller gives for one series: one of the declared values a label, any text where none are declared. */
export type LabelValues<Labels extends ClosedLabels> = {
  readonly [Name in keyof Labels]: Labels[Name] extends readonly [] ? string : Labels[Name][number];
};

/** Every combination of the labels' values; none when a label is open, and one without labels where there are none. */
export function labelCombinations(labels: ClosedLabels): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    [{}],
  );
}
