import { customType } from 'drizzle-orm/mysql-core';

/** A column that holds one of a closed list of short words; `isOneOf` writes the CHECK that goes with it. */
export function choiceColumn<const Choices extends readonly string[]>(name: string, _choices: Choices) {
  return customType<{ data: Choices[number] }>({
    dataType: () => 'varchar(16) CHARACTER SET ascii COLLATE ascii_bin',
  })(name);
}
