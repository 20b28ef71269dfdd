/** What a panel says of its values: their words, and the colours from some value on. */
export interface StateWords {
  readonly mappings?: readonly { readonly options: Readonly<Record<string, { readonly text: string }>> }[];
  readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
}

/** The name of the colour that a value has; undefined where the panel has none for it. */
export function colourNameOf(value: number | null, { thresholds }: StateWords): string | undefined {
  return thresholds?.steps.findLast(({ value: from }) => from === null || (value !== null && value >= from))?.color;
}
