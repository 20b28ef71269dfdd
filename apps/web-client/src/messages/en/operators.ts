/** What is around each operators' page. */
export const operators = {
  pages: 'Operators’ pages',
  deadLetters: 'Dead letters',
  jobs: 'Redrives',
  rules: 'Rules',
  audit: 'Audit',
  status: 'System',
  limits: 'Limits',
  close: 'Close',
  signOut: 'Sign out',
  roles: { viewer: 'viewer', operator: 'operator', admin: 'admin' },
  keys: {
    pages: 'Go to a page',
    letters: 'Dead letters',
    next: 'Next letter',
    previous: 'Previous letter',
    select: 'Select the open letter',
    leave: 'Close the letter',
    search: 'Search',
  },
} as const;
