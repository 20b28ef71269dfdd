import { customType } from 'drizzle-orm/mysql-core';

/** Text under encryption, as `seal` of @ballast/encryption makes it: up to 254 bytes and what makes them unreadable. */
export const sealedColumn = customType<{ data: Buffer }>({ dataType: () => 'varbinary(320)' });
