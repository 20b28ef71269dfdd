export const mailStop = {
  stopTitle: 'Stop mail',
  unknownLink: 'This link is not known here.',
  unknownLinkHelp: 'It may not be complete. Open it from the newest mail, or copy it as a whole.',
  stoppedTitle: 'Mail is stopped.',
  stopped: 'No more mail goes to {recipient}.',
  stoppedEffect: 'Results still stand on their own pages. A link to sign in is not sent there either.',
  question: 'Stop mail to {recipient}?',
  why: 'Somebody entered this address here. If it was not you, or you have had enough, one press ends it.',
  allowedAgain: 'Mail to {recipient} is allowed again.',
  stop: 'Stop mail',
  allow: 'Allow again',
  tooOld:
    'Changed your mind? This mail is more than {days} days old, and others may have come by it since: allow mail again by the same link in a newer one, or write to whoever runs this site.',
  busy: 'One moment…',
} as const;
