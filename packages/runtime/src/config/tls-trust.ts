/** Whose certificates are believed on a TLS connection, in the form the packages take. Every certificate is verified. */
export interface TlsTrust {
  /** CA certificates in PEM; the well-known ones where it is `undefined`. */
  readonly ca: string | undefined;
}

/** `undefined`: no TLS. */
export function tlsTrust(isOn: boolean, ca: string | undefined): TlsTrust | undefined {
  return isOn ? { ca } : undefined;
}
