export { costByDigits } from './cost-by-digits.ts';
export { type Envelope, EnvelopeSchema } from './envelope.ts';
export { defineEvent, type EventContract, type EventDefinition } from './event-contract.ts';
export {
  ALL_EVENT_SUBJECTS,
  EVENT_GROUP,
  EVENT_STREAM_KEY,
  EVENT_STREAM_KEYS,
  EVENT_TYPE,
  eventStreamName,
  eventSubject,
  eventSubjectsOf,
  eventToken,
  groupEventSubject,
  isEventStream,
  parseEventSubject,
} from './event-streams.ts';
export { HEADER } from './headers.ts';
export { type Health, HealthSchema } from './http/health.ts';
export { type MailStop, MailStopSchema, STOP_LINK_ALLOWS_DAYS, StopTokenSchema } from './http/mail-stops.ts';
export {
  CERTAINTIES,
  createPrimeCheckBodySchema,
  MAIL_STATES,
  MAX_LISTED_PRIME_CHECKS,
  PRIME_CHECK_STATUSES,
  PRIME_CHECK_STEPS,
  type PrimeCheck,
  type PrimeCheckAccepted,
  PrimeCheckAcceptedSchema,
  type PrimeCheckBody,
  type PrimeCheckList,
  PrimeCheckListQuerySchema,
  PrimeCheckListSchema,
  PrimeCheckSchema,
  type PrimeCheckSteps,
  PrimeCheckStepsSchema,
} from './http/prime-check.ts';
export { SSE_EVENT } from './http/prime-check-events.ts';
export { NumberFaultSchema, PROBLEM_CODES, type Problem, type ProblemCode, ProblemSchema } from './http/problem.ts';
export { QUERY_FAULTS, type QueryFault, QueryFaultSchema } from './http/query-fault.ts';
export {
  AskForLinkBodySchema,
  type CreateUserBody,
  CreateUserBodySchema,
  EmailAddressSchema,
  OperatorSignInBodySchema,
  type Session,
  SessionSchema,
  type SignedIn,
  SignedInSchema,
  type SignInLink,
  SignInLinkSchema,
  type User,
  UserSchema,
} from './http/users.ts';
export {
  firstIdentity,
  formatDeadLetterEventId,
  formatDeadLetterId,
  formatEventId,
  type MessageIdentity,
  parseEventId,
} from './identity.ts';
export {
  type Decoded,
  type DecodeFailure,
  defineMessage,
  type MessageContract,
  type MessageDefinition,
} from './message-contract.ts';
export { findUnreadable, type MessageVersions, messageVersions, type UnreadableMessage } from './message-versions.ts';
export {
  EMAIL_KINDS,
  type EmailKind,
  EmailSendRequested,
  type EmailSendRequestedPayload,
} from './messages/email-send-requested.ts';
export { PrimeCheckRequested, type PrimeCheckRequestedPayload } from './messages/prime-check-requested.ts';
export { deadLetterSubject, SUBJECT } from './subjects.ts';
export {
  DEFAULT_MAX_DIGITS,
  describeWholeNumberFault,
  findNumberFault,
  findWholeNumberFault,
  type NumberFault,
  WHOLE_NUMBER,
  type WholeNumberFault,
} from './whole-number.ts';
