export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
