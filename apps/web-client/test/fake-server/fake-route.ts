/** A request as the double's routes see it. */
export interface FakeRequest {
  /** Such as `POST /users`. */
  readonly route: string;
  readonly query: URLSearchParams;
  /** The JSON body, or undefined. */
  readonly body: unknown;
}

/** What a route answers; undefined where it is none of its. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
}
