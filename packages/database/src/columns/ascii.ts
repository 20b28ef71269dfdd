import { customType } from 'drizzle-orm/mysql-core';

// Ids, names and digits are ASCII by contract. One byte a character keeps index entries a quarter of the size that
// utf8mb4 reserves, and binary collation makes equality mean equality.
const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

const uuidType = customType<{ data: string }>({ dataType: () => `char(36) ${ASCII}` });
const textType = customType<{ data: string }>({ dataType: () => `text ${ASCII}` });
const varcharType = customType<{ data: string; config: { length: number }; configRequired: true }>({
  dataType: ({ length }) => `varchar(${length}) ${ASCII}`,
});
const charType = customType<{ data: string; config: { length: number }; configRequired: true }>({
  dataType: ({ length }) => `char(${length}) ${ASCII}`,
});

/** A UUID (version 7 where we make it), in its 36 characters of text. */
export function uuidColumn(name: string) {
  return uuidType(name);
}

/** An id of a message: a UUID of ours, or whatever up to 100 characters another producer uses. */
export function messageIdColumn(name: string) {
  return varcharType(name, { length: 100 });
}

export function asciiVarchar(name: string, length: number) {
  return varcharType(name, { length });
}

export function asciiChar(name: string, length: number) {
  return charType(name, { length });
}

export function asciiText(name: string) {
  return textType(name);
}
