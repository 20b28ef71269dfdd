import { useState } from 'react';

/**
 * What is asked for in place of the button that asks, such as a reason. Once that is closed, `returned` says which button was
 * gone meanwhile: the one in its place takes the focus.
 */
export function useAsked<T>() {
  const [asked, setAsked] = useState<T>();
  const [returned, setReturned] = useState<T>();
  return {
    asked,
    returned,
    ask: setAsked,
    close(): void {
      setAsked(undefined);
      setReturned(asked);
    },
  };
}
