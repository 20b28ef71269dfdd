import { useState } from 'react';

/**
 * Keeps rows where they are while somebody points at them or has the focus in one, however their figures change; new ones
 * come last. Let go, they fall into the order they were given in.
 */
export function useSteadyOrder<T>(items: readonly T[], keyOf: (item: T) => string, held: boolean): readonly T[] {
  const [order, setOrder] = useState<readonly string[]>([]);
  const given = items.map(keyOf);
  if (!held && (given.length !== order.length || given.some((key, place) => key !== order[place]))) setOrder(given);
  return held ? inOrder(items, keyOf, order) : items;
}

export function inOrder<T>(items: readonly T[], keyOf: (item: T) => string, order: readonly string[]): readonly T[] {
  const places = new Map(order.map((key, place) => [key, place]));
  const placeOf = (item: T) => places.get(keyOf(item)) ?? order.length;
  return [...items].sort((a, b) => placeOf(a) - placeOf(b));
}
