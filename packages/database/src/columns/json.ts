import { customType } from 'drizzle-orm/mysql-core';

/**
 * A JSON column. MySQL hands the driver a value, MariaDB (where JSON is checked text) may hand it a string: both come
 * out as the value. Integers over 2^53 do not survive; exact bytes belong into a text column.
 */
export function jsonColumn<Value>(name: string) {
  return customType<{ data: Value; driverData: string }>({
    dataType: () => 'json',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => (typeof value === 'string' ? JSON.parse(value) : value) as Value,
  })(name);
}
