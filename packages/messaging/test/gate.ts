/** Holds back whoever awaits `passed` until it is opened. */
export class Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.passed = promise;
    this.open = resolve;
  }
}
