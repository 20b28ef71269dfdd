import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { verdictSentence } from '../results/verdict-sentence.ts';
import { useResults } from '../session/session-context.ts';

/** Reads the verdicts of this page's own numbers aloud as they arrive, wherever the focus is; not those of a batch. */
export function VerdictAnnouncer() {
  const { submissions, entries } = useResults();
  const t = useTranslations('results');
  const numbers = useTranslations('numbers');
  const told = useRef(new Set<string>());
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    for (const { key, phase, batch } of submissions) {
      // Of many numbers their card says when all are decided; a sentence for each would never end.
      if (batch !== undefined) continue;
      const check = phase.name === 'accepted' ? entries.get(phase.id)?.check : undefined;
      const spoken = check === undefined ? undefined : verdictSentence(check, t, numbers);
      if (spoken === undefined || told.current.has(key)) continue;
      told.current.add(key);
      setSentence(spoken);
    }
  }, [submissions, entries, t, numbers]);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {sentence}
    </p>
  );
}
