import { useEffect, useRef } from 'react';

/** Calls `onOver` when `ms` have passed, not counting the time during which it is `held`. */
export function useTimeOut(ms: number, held: boolean, onOver: () => void): void {
  const left = useRef(ms);
  const over = useRef(onOver);
  useEffect(() => {
    over.current = onOver;
  });
  useEffect(() => {
    if (held) return;
    const began = performance.now();
    const timer = setTimeout(() => over.current(), left.current);
    return () => {
      clearTimeout(timer);
      left.current -= performance.now() - began;
    };
  }, [held]);
}
