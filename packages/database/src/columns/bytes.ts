import { customType } from 'drizzle-orm/mysql-core';

/** Bytes as they came, up to 16 MiB. */
export const bytesColumn = customType<{ data: Buffer }>({ dataType: () => 'mediumblob' });
