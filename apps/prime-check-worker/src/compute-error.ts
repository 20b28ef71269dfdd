/**
 * `deadline`: the check took longer than it may; its thread was ended.
 * `thread_crashed`: the thread died, or could not be started.
 * `given_up`: the caller's signal was aborted before the check began.
 */
export type ComputeErrorCode = 'deadline' | 'thread_crashed' | 'given_up';

export class ComputeError extends Error {
  override readonly name = 'ComputeError';
  readonly code: ComputeErrorCode;

  constructor(code: ComputeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
