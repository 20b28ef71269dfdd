import { errors, jwtVerify, SignJWT } from 'jose';

const ALGORITHM = 'HS256';
const ISSUER = 'ballast';
const AUDIENCE = 'ballast-api';

/** What a token says: who, and by which session. It counts for as long as the session does, and no longer than it says. */
export interface TokenClaims {
  readonly userId: string;
  readonly sessionId: string;
}

/** Tokens for the API (RFC 7519). The first secret signs; each of them verifies, so that one can be replaced. */
export class JsonWebTokens {
  readonly #keys: readonly [Uint8Array, ...Uint8Array[]];

  constructor(secrets: readonly string[]) {
    const [first, ...others] = secrets.map((secret) => new TextEncoder().encode(secret));
    if (first === undefined) throw new TypeError('tokens need a secret');
    this.#keys = [first, ...others];
  }

  async sign({ userId, sessionId }: TokenClaims, ttlSeconds: number): Promise<string> {
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1_000) + ttlSeconds)
      .sign(this.#keys[0]);
  }

  /** What a token claims, or `undefined` where it is not ours, not meant for us, or over. The session is another question. */
  async verify(token: string): Promise<TokenClaims | undefined> {
    for (const key of this.#keys) {
      const claims = await verifyWith(token, key);
      if (claims !== 'other key') return claims;
    }
    return undefined;
  }
}

/**
 * The algorithm is ours to choose, never the token's: one that names `none`, another length or a public key's is refused
 * before its signature is looked at (RFC 8725, 3.1).
 */
async function verifyWith(token: string, key: Uint8Array): Promise<TokenClaims | undefined | 'other key'> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'sid', 'iat', 'exp'],
    });
    const { sub, sid } = payload;
    return typeof sub === 'string' && typeof sid === 'string' ? { userId: sub, sessionId: sid } : undefined;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return 'other key';
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
