/** `ann@reader.example` -> `a•••@reader.example`: its owner knows it again, and nobody else learns it. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address;
  return `${at > 0 ? first : ''}•••${at < 0 ? '' : address.slice(at)}`;
}
