import type { forms as en } from '../en/forms.ts';
import type { Translated } from '../translated.ts';

export const forms = {
  tryAgain: '再試行',
  trying: '再試行しています…',
  tryAgainIn: '<time></time>後に再試行できます',
  tryAgainInSentence: '<time></time>後にもう一度お試しください。',
  tryAgainNow: 'もう一度お試しいただけます。',
  loading: '読み込んでいます',
} satisfies Translated<typeof en>;
