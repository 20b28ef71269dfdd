import { customType } from 'drizzle-orm/mysql-core';

/** Text that is compared byte by byte (an address is not equal to its accent-less cousin). */
export const binaryVarchar = customType<{ data: string; config: { length: number }; configRequired: true }>({
  dataType: ({ length }) => `varchar(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
});
