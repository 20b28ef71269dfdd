import { type ConnectionOptions, connect } from 'node:tls';
import { AbstractConnector } from 'ioredis';

type Stream = Awaited<ReturnType<AbstractConnector['connect']>>;

/** What ioredis hands over: all its options. */
interface Options {
  readonly host: string;
  readonly port: number;
  readonly disconnectTimeout: number;
  readonly tls: ConnectionOptions;
}

/**
 * Opens connections as ioredis does itself, but listens to their errors for good. ioredis listens once, and a TLS connection that
 * is ended during its handshake can fail twice: the second error would end the process.
 */
export class TlsConnector extends AbstractConnector {
  readonly #options: Options;

  constructor(options: unknown) {
    super((options as Options).disconnectTimeout);
    this.#options = options as Options;
  }

  override async connect(): Promise<Stream> {
    const { host, port, tls } = this.#options;
    this.connecting = true;
    const stream = connect({ host, port, ...tls });
    stream.on('error', (error) => {
      this.firstError ??= error;
    });
    this.stream = stream;
    return stream;
  }
}
