/** Whether drizzle wrapped an error of the driver. Told by its name: loading drizzle for `instanceof` costs every process. */
export function isDrizzleError(error: unknown): error is Error {
  return error instanceof Error && error.constructor.name === 'DrizzleQueryError';
}
