import type { Operator } from '../roles.ts';

/** `/dlq/dashboard`: what failed for good, grouped, searched and looked into. */
export function DeadLettersPage(_props: { operator: Operator }) {
  return (
    <>
      <title>Dead letters</title>
      <h1 className="font-semibold text-2xl text-ink tracking-tight">Dead letters</h1>
    </>
  );
}
