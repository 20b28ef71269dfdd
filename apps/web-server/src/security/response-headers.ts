import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route answers with a page of ours, which may load its own scripts and styles. */
    page?: boolean;
  }
}

type Headers = Readonly<Record<string, string>>;

/** A year, and for all names below ours: what browsers' own lists ask for. */
const HSTS = { maxAge: 31_536_000, includeSubDomains: true } as const;

/** What a page may load: its own files. No inline script or style, no frame around it, no form to elsewhere. */
const PAGE_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
} as const;

/** What is no page loads nothing, should a browser be made to show it as one. */
const DATA_POLICY = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
} as const;

/**
 * What swagger-ui needs: its icons are data URLs, and one style sheet is put into the page by its script. A test opens it in a
 * browser, which would tell of another one after an update.
 */
const DESCRIPTION_POLICY = {
  ...PAGE_POLICY,
  'style-src': ["'self'", "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='"],
  'img-src': ["'self'", 'data:'],
} as const;

export interface SecurityHeaders {
  /** For pages of ours. */
  readonly page: Headers;
  /** For everything else. */
  readonly data: Headers;
  /** The policy of `/docs`, as a header's value. */
  readonly descriptionPolicy: string;
}

/**
 * The headers that helmet decides on, made once: it would work them out anew for each request. Browsers are told to stay with
 * https only where visitors reach us by it.
 */
export function securityHeaders(publicUrl: string): SecurityHeaders {
  const isSecure = new URL(publicUrl).protocol === 'https:';
  const options = (policy: Policy): HelmetOptions => ({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...copyOf(policy), ...(isSecure ? { 'upgrade-insecure-requests': [] } : {}) },
    },
    strictTransportSecurity: isSecure ? HSTS : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  const page = {
    ...headersOf(options(PAGE_POLICY)),
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  // What depends on who asks is in no cache; files of the page, which do not, say so themselves.
  const data = { ...headersOf(options(DATA_POLICY)), 'cache-control': 'no-store' };
  return {
    page: { ...page, 'cache-control': 'no-store' },
    data,
    descriptionPolicy: headersOf(options(DESCRIPTION_POLICY))['content-security-policy'] ?? '',
  };
}

/** Puts the headers on every answer, also those of hooks that refuse a request: it has to be the first one. */
export function registerSecurityHeaders(app: FastifyInstance, headers: SecurityHeaders): void {
  // With a callback, since it runs for every request.
  app.addHook('onRequest', (request, reply, done) => {
    const { page = false } = request.routeOptions.config as FastifyContextConfig;
    reply.headers(page ? headers.page : headers.data);
    done();
  });
}

type Policy = Readonly<Record<string, readonly string[]>>;

function copyOf(policy: Policy): Record<string, string[]> {
  return Object.fromEntries(Object.entries(policy).map(([name, sources]) => [name, [...sources]]));
}

function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: unknown) => {
      headers[name.toLowerCase()] = String(value);
    },
    removeHeader: () => undefined,
  };
  helmet(options)(undefined as never, response as never, (error?: unknown) => {
    if (error !== undefined) throw error;
  });
  return headers;
}
