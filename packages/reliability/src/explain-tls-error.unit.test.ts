import { describe, expect, it } from 'vitest';
import { explainTlsError, TLS_SETTINGS } from './explain-tls-error.ts';

const withCode = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

describe('explainTlsError', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', /set MYSQL_TLS_CA_FILE/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /set MYSQL_TLS_CA_FILE/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /set MYSQL_TLS_CA_FILE/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /set MYSQL_TLS_CA_FILE/],
    ['CERT_SIGNATURE_FAILURE', /set MYSQL_TLS_CA_FILE/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /set MYSQL_HOST to one that it is for$/],
    ['CERT_HAS_EXPIRED', /out of date/],
    ['CERT_NOT_YET_VALID', /out of date/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /speaks no TLS on this port, and MYSQL_TLS asks for it/],
    ['HANDSHAKE_NO_SSL_SUPPORT', /speaks no TLS on this port, and MYSQL_TLS asks for it/],
  ])('says what to look at after %s', (code, advice) => {
    expect(explainTlsError(withCode(code), TLS_SETTINGS.mysql)).toMatch(advice);
  });

  it('knows what a client has put its own code over, and what lies below another error', () => {
    const below = new Error('not reached', {
      cause: withCode('ETLS', 'Error initiating TLS - self-signed certificate'),
    });
    expect(explainTlsError(below, TLS_SETTINGS.smtp)).toMatch(/set SMTP_TLS_CA_FILE/);
  });

  it('says nothing of what has nothing to do with TLS, and bears what is no error', () => {
    for (const other of [withCode('ECONNREFUSED'), withCode('ECONNRESET'), 'text', undefined, null]) {
      expect(explainTlsError(other, TLS_SETTINGS.nats)).toBeUndefined();
    }
    const circular = new Error('one');
    circular.cause = circular;
    expect(explainTlsError(circular, TLS_SETTINGS.nats)).toBeUndefined();
  });
});
