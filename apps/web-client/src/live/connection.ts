/** Whether verdicts arrive by themselves at the moment. `connecting` is only the first attempt; after that it is one of the others. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'lost';
  /** Epoch milliseconds at which the state began. */
  readonly since: number;
}
