import { z } from 'zod';

/**
 * A person's name: what could break out of a mail's header or hide what is read (control characters, line separators,
 * direction marks) is refused.
 */
const NameSchema = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(100, 'has more than 100 characters')
  .regex(
    /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{ad}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}]*$/u,
    'has characters that cannot be seen',
  );

/** An address that mail can be sent to. */
export const EmailAddressSchema = z.email('is not an e-mail address').max(254, 'has more than 254 characters');

/** The body of `POST /users`. */
export const CreateUserBodySchema = z.object({
  name: NameSchema,
  email: EmailAddressSchema.describe('Where links to sign in are sent'),
});
export type CreateUserBody = z.output<typeof CreateUserBodySchema>;

export const UserSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'User' });
export type User = z.output<typeof UserSchema>;

/** The body of `POST /users/login`. The answer never says whether the address has an account. */
export const AskForLinkBodySchema = z.object({ email: EmailAddressSchema });

/** The answer of `GET /api/sign-in-links/:token`: whom a link signs in, for who has it and has not used it. */
export const SignInLinkSchema = z
  .object({
    recipient: z
      .string()
      .describe('Masked, such as `a•••@reader.example`: enough to see that it is not somebody else’s account'),
  })
  .meta({ id: 'SignInLink' });
export type SignInLink = z.output<typeof SignInLinkSchema>;

/** The answer of `POST /users/login/:token`. */
export const SignedInSchema = z
  .object({
    user: UserSchema,
    token: z.string().describe('A JWT for the API, as `Authorization: Bearer <token>`; it ends with its session'),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().describe('Seconds until the token has to be asked for again'),
  })
  .meta({ id: 'SignedIn' });
export type SignedIn = z.output<typeof SignedInSchema>;

/** The answer of `GET /api/session`: who the browser is signed in as, as a user, as an operator, both or neither. */
export const SessionSchema = z
  .object({
    user: UserSchema.optional(),
    operator: z.object({ name: z.string(), role: z.enum(['viewer', 'operator', 'admin']) }).optional(),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof SessionSchema>;

/** The body of `POST /api/session`: an operator's key, for a session in the browser. */
export const OperatorSignInBodySchema = z.object({ key: z.string().min(1).max(256) });
