/** A file below `monitoring/`, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Everything below `monitoring/` that the servers read. Each part adds its files here. */
export function generateMonitoring(): readonly GeneratedFile[] {
  return [];
}
