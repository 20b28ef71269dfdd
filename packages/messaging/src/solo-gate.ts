interface Waiting {
  readonly alone: boolean;
  readonly enter: () => void;
}

/**
 * Lets many in at once, or one alone. In the order of arrival: whoever wants to be alone is not overtaken by later ones,
 * so it waits no longer than for those inside.
 */
export class SoloGate {
  readonly #line: Waiting[] = [];
  #inside = 0;
  #isAlone = false;

  /** Resolves inside; what it gives leaves again, once. */
  async enter(alone: boolean): Promise<() => void> {
    if (this.#line.length > 0 || !this.#hasRoom(alone)) {
      await new Promise<void>((enter) => this.#line.push({ alone, enter }));
    } else {
      this.#admit(alone);
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  #hasRoom(alone: boolean): boolean {
    return alone ? this.#inside === 0 : !this.#isAlone;
  }

  #admit(alone: boolean): void {
    this.#inside += 1;
    this.#isAlone = alone;
  }

  #leave(): void {
    this.#inside -= 1;
    this.#isAlone = false;
    for (let first = this.#line[0]; first !== undefined && this.#hasRoom(first.alone); first = this.#line[0]) {
      this.#line.shift();
      this.#admit(first.alone);
      first.enter();
    }
  }
}
