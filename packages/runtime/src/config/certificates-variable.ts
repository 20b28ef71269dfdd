import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The path of a PEM file with one or more CA certificates. It is read here, so that a wrong path ends the start; the value is its text. */
export function certificatesVariable() {
  return z.string().transform((path, context) => {
    try {
      const pem = readFileSync(path, 'utf8');
      new X509Certificate(pem);
      return pem;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isOfTheFile = code !== undefined && !code.startsWith('ERR_');
      const message = isOfTheFile ? `cannot be read: ${code}` : 'is no PEM file with a certificate';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });
}
