import 'reflect-metadata'; // The next import needs it.
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

export interface ServerCertificate {
  /** PEM files, as servers take them. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate authority of its own, that nobody knows but whom the test tells. */
export interface CertificateAuthority {
  /** Its certificate, as a PEM file and as text. */
  readonly certFile: string;
  readonly pem: string;
  /** A certificate for these names; an IP address is one too. `endedDaysAgo`: it has been out of date for so long. */
  issue(names: readonly JsonGeneralName[], options?: { endedDaysAgo?: number }): Promise<ServerCertificate>;
}

/** @param dir an existing folder, for the files */
export async function createCertificateAuthority(dir: string, name = 'test-ca'): Promise<CertificateAuthority> {
  const keys = await makeKeys();
  const authority = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    notBefore: new Date(Date.now() - 30 * DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const certFile = join(dir, `${name}.pem`);
  const pem = authority.toString('pem');
  await writeFile(certFile, pem);
  let issued = 0;

  return {
    certFile,
    pem,
    issue: async (names, { endedDaysAgo = -1 } = {}) => {
      issued += 1;
      const own = await makeKeys();
      const extensions: Extension[] = [new SubjectAlternativeNameExtension([...names])];
      const certificate = await X509CertificateGenerator.create({
        subject: `CN=${name}-server-${issued}`,
        issuer: authority.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: EC,
        notBefore: new Date(Date.now() - 20 * DAY_MS),
        notAfter: new Date(Date.now() - endedDaysAgo * DAY_MS),
        extensions,
      });
      const files = { certFile: join(dir, `${name}-${issued}.pem`), keyFile: join(dir, `${name}-${issued}.key`) };
      await writeFile(files.certFile, certificate.toString('pem'));
      const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
      await writeFile(files.keyFile, PemConverter.encode(key, 'PRIVATE KEY'), { mode: 0o600 });
      return files;
    },
  };
}

async function makeKeys() {
  return (await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}
