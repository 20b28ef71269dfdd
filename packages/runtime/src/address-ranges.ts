import { BlockList, isIP, isIPv4 } from 'node:net';

/** A set of IP address ranges, written as CIDR blocks or single addresses. */
export class AddressRanges {
  readonly #ranges = new BlockList();

  /** Throws a TypeError that names the entry which is no address and no range. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
  }

  /** Whether the address is in one of the ranges. An IPv4 address mapped into IPv6 counts as what it is; none as outside. */
  contains(address: string | undefined): boolean {
    if (address === undefined) return false;
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    if (isIP(plain) === 0) return false;
    return this.#ranges.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
  }

  #add(entry: string): void {
    const [address = '', prefix, ...rest] = entry.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const longest = family === 'ipv4' ? 32 : 128;
    const bits = prefix === undefined ? longest : Number(/^\d{1,3}$/.test(prefix) ? prefix : Number.NaN);
    if (isIP(address) === 0 || rest.length > 0 || !(bits >= 0 && bits <= longest)) {
      throw new TypeError(`has "${entry}", which is neither an IP address nor a range like 10.0.0.0/8`);
    }
    this.#ranges.addSubnet(address, bits, family);
  }
}
