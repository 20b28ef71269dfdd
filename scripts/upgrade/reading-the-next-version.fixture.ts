// An app as a release will be that reads version 2 of prime_check.requested and writes version 1: the step before the one that writes
// it. Started with the app's name; the contract is changed while it is loaded.
import { registerHooks } from 'node:module';

const CONTRACT = '/contracts/src/messages/prime-check-requested.ts';
const NEXT_PAYLOAD = 'z.object({ decimal: z.string() }).transform(({ decimal }) => ({ number: decimal }))';

let isChanged = false;
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(CONTRACT)) return loaded;
    const source = String(loaded.source);
    const changed = source.replace(/^ {2}version: 1,$/mu, `  version: 1,\n  alsoReads: { 2: ${NEXT_PAYLOAD} },`);
    isChanged = changed !== source;
    return { ...loaded, source: changed };
  },
});

const app = process.env.FIXTURE_APP ?? '';
await import(`../../apps/${app}/src/main.ts`);
if (!isChanged) throw new Error(`${CONTRACT} has not been changed: it does not say "version: 1," any more`);
