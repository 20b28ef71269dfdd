/** Words of parts that every page has. */
export const design = {
  copy: 'Copy<hidden> {what}</hidden>',
  copied: 'Copied',
  copyRefused: 'Cannot copy here',
} as const;
