import type { RuleTrialBody } from '@ballast/contracts/operators';
import { FlaskConical } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { LetterLinks } from './letter-links.tsx';
import { PassedOver } from './passed-over.tsx';
import { tryRule } from './rules-api.ts';

interface RuleTrialProps {
  /** What is to be tried; undefined where that is not known yet, and whoever is asked has said why. */
  readonly read: () => RuleTrialBody | undefined;
}

/** A dry look: how many pending letters a rule would redrive now. */
export function RuleTrial({ read }: RuleTrialProps) {
  const t = useTranslations('rules.trial');
  const trial = useAct(tryRule);
  const { result } = trial;
  return (
    <div className="min-w-0">
      <Button
        title={t('hint')}
        disabled={trial.busy || trial.early}
        onClick={() => {
          const body = read();
          if (body === undefined) trial.reset();
          else trial.run(body);
        }}
      >
        <FlaskConical size={16} aria-hidden /> {t(trial.busy ? 'running' : 'run')}
      </Button>
      <div role="status" className="px-3 text-sm">
        {result !== undefined && (
          <>
            <p className="text-ink tabular-nums">
              {t(result.is_partial ? 'atLeast' : 'found', { count: result.matching })}{' '}
              {result.examples.length > 0 && (
                <>
                  {t('examples')} <LetterLinks ids={result.examples} />
                </>
              )}
            </p>
            <PassedOver counts={result.passed_over} />
          </>
        )}
      </div>
      {trial.failure !== undefined && <FailureNote ofLook failure={trial.failure} />}
    </div>
  );
}
