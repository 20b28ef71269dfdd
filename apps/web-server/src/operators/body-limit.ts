/** For bodies that name letters: 10,000 ids of 100 characters. */
export const ID_LIST_BYTES = 2 * 1024 * 1024;
/** For a message that was edited: a message has at most 1 MiB, and escaping it may double that. */
export const EDIT_BYTES = 3 * 1024 * 1024;
