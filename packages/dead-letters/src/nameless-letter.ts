const MADE_ID = /^letter-([1-9][0-9]{0,15})$/;

/** The id that a letter's message is sent with: its own, or one made of the letter's where none could be read. */
export function messageIdOf(letter: { readonly id: number; readonly messageId: string | null }): string {
  return letter.messageId ?? `letter-${letter.id}`;
}

/** The letter that a made id was made of; `undefined` for any other id. */
export function letterIdOf(messageId: string): number | undefined {
  const digits = MADE_ID.exec(messageId)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
