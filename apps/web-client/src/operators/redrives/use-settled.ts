import { useEffect, useState } from 'react';

/** A value once it has not changed for `ms`: what is asked of the server while somebody types. */
export function useSettled<T extends string | number | boolean>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
