/**
 * Whether verdicts arrive by themselves at the moment. It begins with `connecting`; `silent` is a server, or a proxy before
 * it, that takes the connection and has not said a word yet; `lost` is one that ended or could not be made.
 */
export interface Connection {
  readonly state: 'connecting' | 'silent' | 'live' | 'lost';
  /** Epoch milliseconds at which the state began. */
  readonly since: number;
}
