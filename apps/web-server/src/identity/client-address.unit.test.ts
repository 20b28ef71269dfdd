import { BlockList } from 'node:net';
import fc from 'fast-check';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { networkOf, plainAddress, registerClientAddress } from './client-address.ts';

describe('an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:cb00:7109', '203.0.113.9'],
    ['0000:0000:0000:0000:0000:ffff:203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:0:203.0.113.9', '::ffff:0:203.0.113.9'],
  ])('written %s is %s', (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });

  it.each(['', 'unknown', 'localhost', '203.0.113', '203.0.113.9, 1.2.3.4', '_hidden', '999.1.1.1', undefined])(
    'is not %j',
    (text) => {
      expect(plainAddress(text)).toBeUndefined();
    },
  );
});

describe('a network', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:0DB8:0:0:1:2:3:4', '2001:db8::/64'],
    ['2001:db8:0:1::', '2001:db8:0:1::/64'],
    ['2001:db8:1::1.2.3.4', '2001:db8:1::/64'],
    ['::1', '::/64'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is one for 10,000 addresses of one /64, however they are written', () => {
    const networks = new Set<string | undefined>();
    for (let host = 0; host < 10_000; host += 1) {
      const low = [host * 7919, host * 104_729, host, host * 31].map((part) => (part % 65_536).toString(16));
      const written = [`2001:db8:0:a::${low.slice(2).join(':')}`, `2001:0db8:0000:000A:${low.join(':')}`];
      for (const text of written) networks.add(networkOf(plainAddress(text) ?? 'none'));
    }
    expect([...networks]).toEqual(['2001:db8:0:a::/64']);
  });

  it('holds the address that it was made of, and not the one beside it', () => {
    const network = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(network, network, fc.boolean(), (high, low, upper) => {
        // Mapped addresses are IPv4, and no network of IPv6.
        fc.pre(high !== 0n);
        const address = write(high, low, upper);
        const made = networkOf(plainAddress(address) ?? 'none');
        const list = new BlockList();
        list.addSubnet(made.replace('/64', ''), 64, 'ipv6');
        expect(list.check(address, 'ipv6')).toBe(true);
        expect(list.check(write((high + 1n) % 2n ** 64n, low, false), 'ipv6')).toBe(false);
        expect(networkOf(made.replace('/64', ''))).toBe(made);
      }),
    );
  });

  it('of an IPv4 address that was mapped is that address, in either form', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        expect(plainAddress(`::ffff:${address}`)).toBe(address);
        expect(plainAddress(hex)).toBe(address);
      }),
    );
  });
});

describe('the address of a request', () => {
  async function addressOf(trusted: string[] | false, remoteAddress: string, forwarded?: string): Promise<string> {
    const app = fastify({ trustProxy: trusted });
    registerClientAddress(app);
    app.get('/', async (request) => request.clientAddress);
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const { body } = await app.inject({ url: '/', remoteAddress, headers });
    await app.close();
    return body;
  }

  it('is the peer’s, whatever an untrusted peer forwards', async () => {
    for (const forged of ['198.51.100.1', '198.51.100.1, 10.0.0.1', '::1', 'unknown', '10.0.0.1'.repeat(50)]) {
      expect(await addressOf(false, '203.0.113.9', forged)).toBe('203.0.113.9');
      expect(await addressOf(['10.0.0.0/8'], '203.0.113.9', forged)).toBe('203.0.113.9');
    }
  });

  it('is the last one that no trusted proxy has, whatever the client put before it', async () => {
    expect(await addressOf(['10.0.0.0/8'], '10.0.0.1', '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(await addressOf(['10.0.0.0/8'], '::ffff:10.0.0.1', '2001:db8::7')).toBe('2001:db8::/64');
    expect(await addressOf(['10.0.0.0/8'], '10.0.0.1', '198.51.100.1, 203.0.113.9, 10.0.0.2')).toBe('203.0.113.9');
  });

  it('is the proxy’s where what it forwards is no address', async () => {
    expect(await addressOf(['10.0.0.0/8'], '10.0.0.1', 'unknown')).toBe('10.0.0.1');
  });

  it('has to be there: a connection that was reset is answered 400', async () => {
    const app = fastify();
    app.addHook('onRequest', async ({ socket }) => {
      Object.defineProperty(socket, 'remoteAddress', { value: undefined });
    });
    registerClientAddress(app);
    app.addHook('onRequest', async () => {
      throw new Error('nothing may look at a request without an address');
    });
    app.get('/', async () => 'never');
    const response = await app.inject('/');
    expect(response.json()).toMatchObject({ message: 'The connection was closed. Nothing was accepted.' });
    await app.close();
  });
});

function write(high: bigint, low: bigint, upper: boolean): string {
  const text = [high, low]
    .flatMap((half) => [48n, 32n, 16n, 0n].map((shift) => ((half >> shift) & 0xffffn).toString(16)))
    .join(':');
  return upper ? text.toUpperCase() : text;
}
