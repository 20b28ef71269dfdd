import { expectGreeting, type GreetingProbe } from './greeting.ts';

export type ServerName =
  | 'mysql'
  | 'nats'
  | 'redis'
  | 'mail'
  | 'prometheus'
  | 'alertmanager'
  | 'mysql-exporter'
  | 'redis-exporter'
  | 'node-exporter';

const PROTOCOL_VERSION_10 = 10;
const PACKET_HEADER_BYTES = 4;

function answers(path: string): GreetingProbe {
  return {
    send: `GET ${path} HTTP/1.0\r\n\r\n`,
    accept: (bytes) => /^HTTP\/1\.\d 200 /.test(bytes.toString('latin1')),
  };
}

const PROBES: Record<ServerName, GreetingProbe> = {
  // The handshake packet begins with its protocol version after the packet header; an error packet has 255 there.
  mysql: {
    accept: (bytes) => bytes.length > PACKET_HEADER_BYTES && bytes[PACKET_HEADER_BYTES] === PROTOCOL_VERSION_10,
  },
  nats: { accept: (bytes) => bytes.subarray(0, 5).toString('latin1') === 'INFO ' },
  // A server with a password answers -NOAUTH, which proves as much; one that still loads its file answers -LOADING.
  redis: { send: 'PING\r\n', accept: (bytes) => /^(\+PONG|-NOAUTH)/.test(bytes.toString('latin1')) },
  mail: { accept: (bytes) => bytes.subarray(0, 3).toString('latin1') === '220' },
  // 503 while it still reads its data.
  prometheus: answers('/-/ready'),
  alertmanager: answers('/-/ready'),
  'mysql-exporter': answers('/'),
  'redis-exporter': answers('/health'),
  'node-exporter': answers('/'),
};

/**
 * Resolves when the server on this port of 127.0.0.1 speaks its protocol: MySQL's handshake, NATS' INFO, Redis' answer to
 * PING, SMTP's 220, the readiness of what speaks HTTP.
 *
 * @throws Error when it does not within `timeoutMs`.
 */
export function probeServer(name: ServerName, port: number, timeoutMs?: number): Promise<void> {
  return expectGreeting(port, PROBES[name], timeoutMs);
}
