import { MessagingError } from './messaging-error.ts';

/** Translates between the names that apps use and those on the server. */
export interface Namespace {
  /** `''` when there is none. */
  readonly name: string;
  subject(subject: string): string;
  stream(stream: string): string;
  stripSubject(subject: string): string;
  stripStream(stream: string): string;
}

/** A token of a subject and a part of a stream's name at once. */
const VALID_NAME = /^[A-Za-z0-9_-]{1,32}$/;

/** @throws MessagingError `rejected` when the name cannot be part of a subject and of a stream's name. */
export function createNamespace(name = ''): Namespace {
  if (name === '') {
    const same = (text: string) => text;
    return { name, subject: same, stream: same, stripSubject: same, stripStream: same };
  }
  if (!VALID_NAME.test(name)) {
    throw new MessagingError('rejected', `"${name}" is no namespace: 1 to 32 letters, digits, _ and - are`);
  }
  return {
    name,
    subject: (subject) => `${name}.${subject}`,
    stream: (stream) => `${name}_${stream}`,
    stripSubject: (subject) => stripPrefix(subject, `${name}.`),
    stripStream: (stream) => stripPrefix(stream, `${name}_`),
  };
}

function stripPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}
