/** A catalogue, or a part of one, in another language: the same keys, other words. */
export type Translated<T> = {
  readonly [Key in keyof T]: T[Key] extends string ? string : Translated<T[Key]>;
};
