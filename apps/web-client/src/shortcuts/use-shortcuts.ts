import { useEffect, useId } from 'react';
import { removeShortcuts, type Shortcut, setShortcuts } from './registry.ts';

/** What keys do while this component is there; the help sheet shows them under the title. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const id = useId();
  // After each drawing, so that what is run and said is of now.
  useEffect(() => setShortcuts(id, { title, shortcuts }));
  useEffect(() => () => removeShortcuts(id), [id]);
}
