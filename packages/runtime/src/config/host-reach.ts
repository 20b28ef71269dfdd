import { isIP } from 'node:net';
import { AddressRanges } from '../address-ranges.ts';

const LOOPBACK = new AddressRanges(['127.0.0.0/8', '::1/128']);
/** RFC 1918, 4193, 6598 (carriers' networks) and link-local: no address of the internet. */
const PRIVATE = new AddressRanges([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
]);
/** What only private networks' name servers answer, Kubernetes' and the clouds' among them. */
const PRIVATE_ENDINGS = ['.internal', '.local', '.svc', '.lan', '.home.arpa'];

/** Whether a host is this machine; one that is not set is. */
export function isLoopback(host = '127.0.0.1'): boolean {
  const name = bare(host);
  return name === 'localhost' || name.endsWith('.localhost') || (isIP(name) !== 0 && LOOPBACK.contains(name));
}

/** Whether a host can only be one of a private network: by its address, or by a name that the internet has not. */
export function isPrivateHost(host: string | undefined): boolean {
  if (isLoopback(host)) return true;
  const name = bare(host ?? '');
  if (isIP(name) !== 0) return PRIVATE.contains(name);
  return !name.includes('.') || PRIVATE_ENDINGS.some((ending) => name.endsWith(ending));
}

/** Whether a host is written as an address. */
export function isAddress(host: string | undefined): boolean {
  return isIP(bare(host ?? '127.0.0.1')) !== 0;
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
