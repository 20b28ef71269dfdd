import { CLASS_BY_CODE, CLASS_BY_MYSQL_ERRNO, CLASS_BY_NAME, CLASS_BY_SMTP_REPLY } from './error-table.ts';
import type { ErrorClass } from './error-type.ts';
import { listCauses } from './failure.ts';

/**
 * Says what kind of failure an error is, by codes alone, never by texts: the error first, then its causes; the first
 * that a table knows decides. What nothing is known about is transient: trying again is the mistake that costs least.
 * Pure; never throws.
 */
export function classifyError(thrown: unknown): ErrorClass {
  for (const error of listCauses(thrown)) {
    const found = classifyOne(error);
    if (found !== undefined) return found;
  }
  return 'transient';
}

function classifyOne(error: Record<string, unknown>): ErrorClass | undefined {
  // An SMTP reply says more than the code of the place where it was received.
  return bySmtpReply(error) ?? byMysqlErrno(error) ?? byConnecting(error) ?? byCode(error) ?? byName(error);
}

function bySmtpReply({ responseCode }: Record<string, unknown>): ErrorClass | undefined {
  if (typeof responseCode !== 'number') return undefined;
  if (responseCode >= 400 && responseCode < 500) return 'transient';
  if (responseCode >= 500 && responseCode < 600) return CLASS_BY_SMTP_REPLY[responseCode] ?? 'permanent';
  return undefined;
}

function byMysqlErrno({ errno }: Record<string, unknown>): ErrorClass | undefined {
  return typeof errno === 'number' ? CLASS_BY_MYSQL_ERRNO[errno] : undefined;
}

/** Whatever ends a connect or a name look-up (a timeout, too) means that the other side was never reached. */
function byConnecting({ syscall }: Record<string, unknown>): ErrorClass | undefined {
  return syscall === 'connect' || syscall === 'getaddrinfo' ? 'unavailable' : undefined;
}

function byCode({ code }: Record<string, unknown>): ErrorClass | undefined {
  return typeof code === 'string' && Object.hasOwn(CLASS_BY_CODE, code) ? CLASS_BY_CODE[code] : undefined;
}

function byName({ name }: Record<string, unknown>): ErrorClass | undefined {
  return typeof name === 'string' && Object.hasOwn(CLASS_BY_NAME, name) ? CLASS_BY_NAME[name] : undefined;
}
