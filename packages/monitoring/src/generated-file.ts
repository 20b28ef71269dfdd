/** A file below `monitoring/`, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}
