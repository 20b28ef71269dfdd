/** What is around each operators' page. */
export const operators = {
  pages: 'Operators’ pages',
  limits: 'Limits',
  close: 'Close',
  signOut: 'Sign out',
} as const;
