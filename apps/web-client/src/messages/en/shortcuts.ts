/** The sheet that says which keys do what. */
export const shortcuts = {
  title: 'Keyboard shortcuts',
  everywhere: 'Everywhere',
  help: 'Show this sheet',
  close: 'Close',
  or: 'or',
  andThen: 'then',
  letters: 'Use letters as shortcuts',
  lettersHint: 'Off, only keys such as the arrows and Escape do something.',
} as const;
