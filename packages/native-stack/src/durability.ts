/**
 * `full` is for data that somebody wants to keep. `relaxed` is for servers that a test throws away: a process that dies
 * still loses nothing, a machine that dies may.
 */
export type Durability = 'full' | 'relaxed';
