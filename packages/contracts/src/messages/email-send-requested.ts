import { z } from 'zod';
import { defineMessage } from '../message-contract.ts';
import { SUBJECT } from '../subjects.ts';

export const EMAIL_KINDS = ['prime_check_result', 'welcome', 'sign_in_link'] as const;
export type EmailKind = (typeof EMAIL_KINDS)[number];

/**
 * "Send this delivery." The message's id is the delivery's id. Neither the address nor any token travels in it: the
 * worker reads both from the delivery, so that nothing private lies in a stream or a dead letter.
 */
export const EmailSendRequested = defineMessage({
  type: 'email.send_requested',
  subject: SUBJECT.emailSend,
  version: 1,
  payload: z.object({ kind: z.enum(EMAIL_KINDS) }),
});

export type EmailSendRequestedPayload = Parameters<typeof EmailSendRequested.build>[1];
