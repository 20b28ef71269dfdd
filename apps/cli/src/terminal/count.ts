/** `12,345`. Written out: loading the tables of `Intl` takes longer than all else that a command does before it asks. */
export function formatCount(count: number): string {
  const [whole = '', fraction] = String(Number(count.toFixed(3))).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `1 dead letter`, `12,345 dead letters`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
