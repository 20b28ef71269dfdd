/** The packages that are made for use by others: each has a report of its API, and a README whose example runs. */
export const OFFERED_PACKAGES = [
  'outbox',
  'messaging',
  'reliability',
  'dead-letters',
  'rate-limit',
  'runtime',
] as const;

export type OfferedPackage = (typeof OFFERED_PACKAGES)[number];
