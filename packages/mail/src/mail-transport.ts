export interface Mail {
  /** `Name <address>` or an address alone. */
  readonly from: string;
  /** Exactly one address, without a name. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** `<left@right>`, the same whenever the same mail is sent again, so that receivers can drop the second one. */
  readonly messageId: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MailTransport {
  /**
   * Resolves when the server has taken the mail (250 after DATA), with the server's words (less any address). Safe to call concurrently:
   * connections and rate are bounded inside. Aborting the signal gives the mail up: with `afterData` when too late.
   * @throws MailError
   */
  send(mail: Mail, options?: { readonly signal?: AbortSignal }): Promise<{ response: string }>;
  /**
   * Opens a connection of its own, as far as signing in, and closes it.
   * @throws MailError when mail cannot be sent now
   */
  verify(): Promise<void>;
  /** Waits for what is being sent, then closes all connections. Closing twice is fine. */
  close(): Promise<void>;
}
