import type { Check } from './decision.ts';
import type { LimitKind, Policy } from './policy.ts';

/** Which policies hold on which endpoints: few, since both are names out of the code. */
export class Declarations {
  readonly #pairs = new Map<string, { readonly policy: Policy; readonly endpoint: string }>();

  /** Whether it was new. */
  add(policy: Policy, endpoint: string): boolean {
    const name = `${policy.name} ${endpoint}`;
    if (this.#pairs.has(name)) return false;
    this.#pairs.set(name, { policy, endpoint });
    return true;
  }

  /** A check of cost 1 for each place where an identity has buckets. */
  checksOf(kind: LimitKind, id: string): Check[] {
    return [...this.#pairs.values()].flatMap(({ policy, endpoint }) => {
      const buckets = policy.limits.filter((limit) => limit.kind === kind).map((limit) => ({ limit, id }));
      return buckets.length === 0 ? [] : [{ policy, endpoint, buckets }];
    });
  }
}
