import { NumberFaultSchema, type ProblemCode } from '@ballast/contracts';
import { DatabaseError, GroupCommitClosedError, GroupCommitFullError } from '@ballast/database';
import { ActError, type ActErrorCode, QueryError } from '@ballast/dead-letters';
import { EncryptionError } from '@ballast/encryption';
import { SnapshotTooOld } from '@ballast/ledger';
import { MessagingError } from '@ballast/messaging';
import { RateLimitError } from '@ballast/rate-limit';
import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ProblemError } from './problem-error.ts';

const RETRY_AFTER_SECONDS = 2;

/** Turns whatever was thrown into an answer; what nobody foresaw becomes a 500 that says nothing of the inside. */
export function toProblem(error: FastifyError | Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return fromValidation(error);
  if (error instanceof GroupCommitFullError) {
    return new ProblemError('overloaded', 'Too many requests are waiting to be stored. Nothing was accepted.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
  if (error instanceof GroupCommitClosedError) {
    return new ProblemError('unavailable', 'The server is ending. Nothing was accepted.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
  if (error instanceof DatabaseError) return fromDatabase(error);
  if (error instanceof EncryptionError) return fromEncryption(error);
  if (error instanceof QueryError) return fromQuery(error);
  if (error instanceof ActError) return fromAct(error);
  if (error instanceof MessagingError) return fromMessaging(error);
  if (error instanceof RateLimitError && error.code === 'store_unavailable') {
    return new ProblemError('unavailable', 'The limits that all instances share cannot be reached right now.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
  if (error instanceof SnapshotTooOld) {
    return new ProblemError('unavailable', 'Looking at all rows took too long.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
  return fromFastify(error);
}

/** A key that is missing is put back; what was changed stays unreadable. The log says which. */
function fromEncryption(error: EncryptionError): ProblemError {
  if (error.code === 'lost_key') {
    return new ProblemError('not_found', 'It can be read no more: its key is lost.', { cause: error });
  }
  if (error.code !== 'unknown_key') return new ProblemError('internal', '', { cause: error });
  return new ProblemError('unavailable', 'What is stored cannot be read right now.', {
    retryAfterSeconds: 60,
    cause: error,
  });
}

function fromQuery(error: QueryError): ProblemError {
  return new ProblemError('invalid_query', error.message, {
    position: error.position,
    queryFault: error.fault,
    cause: error,
  });
}

const ACT_PROBLEMS: Record<ActErrorCode, ProblemCode> = {
  not_found: 'not_found',
  conflict: 'conflict',
  invalid_edit: 'invalid_edit',
  invalid_rule: 'invalid_request',
  invalid_job: 'invalid_request',
  too_many: 'invalid_request',
};

function fromAct(error: ActError): ProblemError {
  const { code, field, message, cause } = error;
  const fault = cause instanceof QueryError ? { queryFault: cause.fault } : {};
  const errors = field === undefined ? undefined : [{ field, message }];
  return new ProblemError(ACT_PROBLEMS[code], message, {
    cause: error,
    ...fault,
    ...(errors !== undefined && { errors }),
  });
}

function fromMessaging(error: MessagingError): ProblemError {
  if (error.code === 'no_stream') return new ProblemError('not_found', 'There is no such stream.', { cause: error });
  return new ProblemError('unavailable', 'The broker cannot be asked right now.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}

interface ValidationFailure {
  readonly validation: readonly {
    readonly instancePath: string;
    readonly message?: string;
    readonly params?: unknown;
  }[];
  readonly validationContext?: string | undefined;
}

function fromValidation(failure: ValidationFailure): ProblemError {
  const errors = failure.validation.map((one) => ({
    field: one.instancePath.replace(/^\//, '').replaceAll('/', '.') || (failure.validationContext ?? 'body'),
    message: one.message ?? 'is not valid',
    ...numberFaultOf(one.params),
  }));
  const aboutNumber = failure.validationContext === 'body' && errors.some((one) => one.field === 'number');
  const detail = errors.map((one) => `${one.field}: ${one.message}`).join('; ');
  return new ProblemError(aboutNumber ? 'invalid_number' : 'invalid_request', detail, { errors });
}

/** What the contract's schema of a number says of it; the framework puts an issue's own `params` under its own. */
function numberFaultOf(params: unknown) {
  const { params: own } = (params ?? {}) as { params?: { number_fault?: unknown } };
  const { data } = NumberFaultSchema.safeParse(own?.number_fault);
  return data === undefined ? {} : { number_fault: data };
}

function fromDatabase(error: DatabaseError): ProblemError {
  switch (error.code) {
    case 'pool_exhausted':
      return new ProblemError('overloaded', 'Too many requests are waiting for the database.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        cause: error,
      });
    case 'commit_unknown':
      return new ProblemError(
        'unavailable',
        'The database did not say whether the request was stored. Send it again with an Idempotency-Key, and it is taken once.',
        { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error },
      );
    case 'unavailable':
    case 'timeout':
    case 'deadlock':
      return new ProblemError('unavailable', 'The database cannot be reached. Nothing was accepted.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        cause: error,
      });
    case 'refused_row':
      return new ProblemError('invalid_request', 'The database refuses this request.', { cause: error });
    default:
      return new ProblemError('internal', '', { cause: error });
  }
}

function fromFastify(error: FastifyError | Error): ProblemError {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return new ProblemError('not_found', 'No such page or resource.');
  if (code === 'FST_ERR_BAD_URL') return new ProblemError('invalid_request', 'The path is not validly encoded.');
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || status === 413) {
    return new ProblemError('body_too_large', 'The body is larger than this route takes.', { cause: error });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || status === 415) {
    return new ProblemError('unsupported_media_type', 'Send the body as application/json.', { cause: error });
  }
  if (
    error instanceof SyntaxError ||
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
  ) {
    return new ProblemError('invalid_json', 'The body could not be read as JSON.', { cause: error });
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return new ProblemError('invalid_request', error.message, { cause: error });
  }
  return new ProblemError('internal', '', { cause: error });
}
