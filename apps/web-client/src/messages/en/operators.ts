/** What is around each operators' page. */
export const operators = {
  pages: 'Operators’ pages',
  limits: 'Limits',
  signOut: 'Sign out',
} as const;
