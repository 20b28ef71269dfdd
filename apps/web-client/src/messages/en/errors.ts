export const errors = {
  /** Why a number that was submitted is not taken. */
  submission: {
    unreachable: {
      title: 'The server cannot be reached.',
      detail: 'Your number is kept on this page and sent by itself as soon as the server answers.',
    },
    busy: { title: 'The server is busy.', detail: 'Nothing was lost: the number is sent again by itself.' },
    limited: {
      title: 'That was a lot in a short time.',
      detail: 'Your number is kept here until the wait is over.',
    },
    mailLimited: {
      title: 'As much mail was asked for as we send for now.',
      detail: 'The number itself can be sent at once, without e-mail.',
    },
    full: {
      title: 'More numbers are coming in than can be checked.',
      detail: 'It is not because of you, and your number is kept here until the wait is over.',
    },
    failed: {
      title: 'Something failed inside the server.',
      detail: 'Your number was not taken. Send it again; if that fails too, try later.',
    },
    invalid: { title: 'The server does not take this number.', detail: 'Change it, then send it again.' },
    tooLarge: { title: 'This is too long for the server.', detail: 'Enter a number with fewer digits.' },
    keyReused: {
      title: 'This was sent before with another number.',
      detail: 'Send it again and it goes as a new request.',
    },
    forbidden: { title: 'You may not do this.', detail: 'The server refused the request.' },
    misunderstood: {
      title: 'The server did not understand this page.',
      detail: 'The page may be older than the server: reload it, then send the number again.',
    },
  },
  /** Why any other request came to nothing. */
  request: {
    unreachable: 'The server cannot be reached.',
    limited: 'That was a lot in a short time.',
    full: 'The server has as much to do as it can take.',
    busy: 'The server is busy.',
    signedOut: 'You are not signed in any more.',
    forbidden: 'You may not do this.',
    gone: 'There is no such thing any more.',
    changed: 'Something has changed meanwhile.',
    failed: 'Something failed inside the server.',
    refused: 'The server does not take this.',
    unreadable: 'The server’s answer makes no sense here.',
  },
  mayBeDone: 'It may have been done all the same: look before you try again.',
  reload: 'This page may be older than the server: reload it.',
} as const;
