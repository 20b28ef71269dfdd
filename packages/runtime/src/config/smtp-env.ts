import { z } from 'zod';
import { portVariable, secretVariable } from './values.ts';

export const smtpEnv = {
  SMTP_HOST: z.string().default('127.0.0.1'),
  SMTP_PORT: portVariable().default(25),
  SMTP_USERNAME: z.string().optional(),
  SMTP_PASSWORD: secretVariable().optional(),
  /** The sender, as an address or `Name <address>`. */
  SMTP_FROM: z.string().default('Ballast <no-reply@ballast.localhost>'),
};

export type SmtpConfig = z.output<z.ZodObject<typeof smtpEnv>>;
