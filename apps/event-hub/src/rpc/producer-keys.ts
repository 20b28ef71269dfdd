import { EVENT_STREAM_KEY, eventToken } from '@ballast/contracts';
import { type KeyEntry, keyListVariable } from '@ballast/runtime';

/** A program that may use the hub, and the streams that are its: tokens of keys, where a last `*` stands for any rest. */
export type Producer = KeyEntry<readonly string[]>;

const STREAM = /^[A-Za-z0-9=_-]{0,192}\*?$/;

/**
 * `MQHUB_SERVICE_KEYS`: comma-separated `name:streams:key`, none by default. A colon ends a part, so streams are written as
 * the broker names them, with `+` between them: `backend:alt_events_articles+alt_events_tags:...`; `*` is all of them.
 */
export function producerKeysVariable() {
  return keyListVariable({
    form: 'name:streams:key',
    readGrant: (text) => {
      const streams = text.split('+');
      if (streams.every((stream) => stream !== '' && STREAM.test(stream))) return { grant: streams };
      return { fault: 'its streams are no list like alt_events_articles+alt_events_tags, where * stands for any rest' };
    },
  });
}

/** Whether a producer may use the stream of a key. */
export function mayUse({ grant }: Producer, key: string): boolean {
  if (!EVENT_STREAM_KEY.test(key)) return false;
  const token = eventToken(key);
  return grant.some((stream) => (stream.endsWith('*') ? token.startsWith(stream.slice(0, -1)) : token === stream));
}
