import { LRUCache } from 'lru-cache';
import type { Limit, LimitKind, Policy } from './policy.ts';

const REMEMBERED_HASHES = 20_000;

/**
 * The names of our keys in Redis: `<namespace>{ratelimit}:<endpoint>:<kind>:<hashed id>:<limit>:<window>`. The hash tag puts
 * all buckets of a request on one node of a cluster. The window is part of the name because it is the unit of what is
 * stored (bucket.ts): a policy with another window begins anew, and never reads old units as its own.
 */
export class BucketKeys {
  readonly #prefix: string;
  readonly #hashId: (kind: LimitKind, id: string) => string;
  readonly #hashes = new LRUCache<string, string>({ max: REMEMBERED_HASHES });

  constructor(namespace: string, hashId: (kind: LimitKind, id: string) => string) {
    this.#prefix = `${namespace}{ratelimit}:`;
    this.#hashId = hashId;
  }

  bucket(endpoint: string, limit: Limit, id: string): string {
    return `${this.#identity(endpoint, limit.kind, id)}:${limit.name}:${limit.windowSeconds}`;
  }

  penalty(endpoint: string, policy: Policy, kind: LimitKind, id: string): string {
    return `${this.#identity(endpoint, kind, id)}:${policy.name}:penalty`;
  }

  top(kind: LimitKind, minute: number, of: 'requests' | 'denied'): string {
    return `${this.#prefix}top:${kind}:${minute}:${of}`;
  }

  /** Written by each probe, and gone a millisecond later. */
  get probe(): string {
    return `${this.#prefix}probe`;
  }

  #identity(endpoint: string, kind: LimitKind, id: string): string {
    return `${this.#prefix}${endpoint}:${kind}:${this.#hash(kind, id)}`;
  }

  #hash(kind: LimitKind, id: string): string {
    const name = `${kind}:${id}`;
    const known = this.#hashes.get(name);
    if (known !== undefined) return known;
    const hash = this.#hashId(kind, id);
    this.#hashes.set(name, hash);
    return hash;
  }
}
