export const forms = {
  tryAgain: 'Try again',
  trying: 'Trying…',
  tryAgainIn: 'Try again in <time></time>',
  tryAgainInSentence: 'Try again in <time></time>.',
  tryAgainNow: 'You can try again now.',
  loading: 'Loading',
} as const;
