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
  query: {
    at: '{wrong} Character {character}: {there}.',
    found: '“{found}”',
    end: 'the end',
    space: 'a space',
    faults: {
      condition_expected: 'A condition is missing.',
      end_expected: 'AND, OR or the end belongs here.',
      parenthesis_open: 'The ( of character {opened} is not closed.',
      quote_open: 'The quote of character {opened} is not closed.',
      escape_open: 'A character that the \\ makes literal is missing.',
      value_missing: '{field} needs a value.',
      unknown_field: 'There is no such field. Fields are {choices}; put quotes around text.',
      bad_operator: '{field} is followed by {choices}.',
      not_in_list: '{field} can be {choices}.',
      not_whole_number: '{field} needs a whole number.',
      not_number: '{field} needs a number.',
      not_duration: '{field} needs a time such as 30m, 1h30m or 2d.',
      not_moment: '{field} needs a date, or a time such as 2026-01-31T10:00:00Z.',
      too_long: 'A search has {most, number} characters at most.',
      too_many_conditions: 'A search has {most, number} conditions at most.',
      too_deep: 'Parentheses and NOT go {most, number} levels deep at most.',
      too_many_wildcards: 'A word has {most, number} wildcards at most.',
    },
  },
  reload: 'This page may be older than the server: reload it.',
} as const;
