import { z } from 'zod';

/** The token of a link that stops mail, as it stands in the mail: `/mail/stop/<token>`. */
export const StopTokenSchema = z.string().regex(/^[0-9a-f]{32}$/u, 'is not a link that stops mail');

/** How long after its mail a link that stops mail can also allow it again, in days. Stopping works as long as the link is known. */
export const STOP_LINK_ALLOWS_DAYS = 180;

/** The answer of `GET`, `POST` and `DELETE` on `/api/mail-stops/:token`: whose mail it is, and whether any is sent. */
export const MailStopSchema = z
  .object({
    recipient: z
      .string()
      .describe('Masked, such as `a•••@reader.example`: whoever has a mail that was passed on learns no address'),
    is_stopped: z.boolean().describe('Whether this address gets no mail from here'),
    can_allow: z
      .boolean()
      .describe(`Whether this link can allow mail again: its mail is no older than ${STOP_LINK_ALLOWS_DAYS} days`),
  })
  .meta({ id: 'MailStop' });
export type MailStop = z.output<typeof MailStopSchema>;
