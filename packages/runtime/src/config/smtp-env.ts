import { z } from 'zod';
import { certificatesVariable } from './certificates-variable.ts';
import { portVariable, secretVariable } from './values.ts';

/** The variables of sending mail. */
export const smtpEnv = {
  SMTP_HOST: z.string().default('127.0.0.1'),
  SMTP_PORT: portVariable().default(25),
  SMTP_USERNAME: z.string().optional(),
  SMTP_PASSWORD: secretVariable().optional(),
  /** The CA certificates that the server's is verified with, as a PEM file; default: those that Node knows. */
  SMTP_TLS_CA_FILE: certificatesVariable().optional(),
  /** The sender, as an address or `Name <address>`. */
  SMTP_FROM: z.string().default('Ballast <no-reply@ballast.localhost>'),
};

/** What `smtpEnv` makes of the environment. */
export type SmtpConfig = z.output<z.ZodObject<typeof smtpEnv>>;
