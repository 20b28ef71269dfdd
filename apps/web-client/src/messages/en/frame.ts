/** What the parts of operators' pages have in common, and the way in. */
export const frame = {
  closed:
    'Only {needed, select, admin {admins} other {operators and admins}} {act}; you are {role, select, viewer {a viewer} operator {an operator} other {an admin}}.',
  fresh: 'Refreshes by itself',
  stale: 'Not refreshed: figures are from {age}',
  /** Read aloud once, where the age beside it goes on. */
  staleSpoken: 'The figures are not refreshed at the moment.',
  notLoaded: '{what} could not be loaded.',
  loading: 'Loading {what}',
  session: 'Whether you are signed in',
  why: 'Why?',
  whyMissing: 'Say why: it is kept with the change.',
  cancel: 'Cancel',
  keyTitle: 'Operators',
  keyLead: 'Sign in with your key. What you do here is recorded under its name.',
  key: 'Key',
  keyMissing: 'Enter your key.',
  keyUnknown: 'This key is not known here.',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
} as const;
