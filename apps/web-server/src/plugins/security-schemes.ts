import { SESSION_COOKIE_NAMES } from '../identity/session-cookies.ts';

/** How a caller can say who it is, for the description. */
export const SECURITY_SCHEMES = {
  adminKey: { type: 'http', scheme: 'bearer', description: 'A key of ADMIN_API_KEYS' },
  operatorSession: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE_NAMES.operator,
    description: 'A session made from such a key: `POST /api/session`',
  },
  serviceKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of SERVICE_KEYS: its service has a limit of its own',
  },
  userToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token that signing in is answered with; it ends with its session',
  },
  userSession: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE_NAMES.user,
    description: 'A session made by a link: `POST /users/login/{token}`',
  },
} as const;

type Security = Readonly<Partial<Record<keyof typeof SECURITY_SCHEMES, readonly string[]>>>;

export const FOR_OPERATORS: readonly Security[] = [{ adminKey: [] }, { operatorSession: [] }];
export const FOR_USERS: readonly Security[] = [{ userSession: [] }, { userToken: [] }];
/** Open to all, and another thing to who is signed in. */
export const FOR_USERS_TOO: readonly Security[] = [{}, ...FOR_USERS, { serviceKey: [] }];
