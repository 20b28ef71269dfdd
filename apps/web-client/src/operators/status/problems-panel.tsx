import type { System } from '@ballast/contracts/operators';
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Note } from '../../design/note.tsx';
import { Panel } from '../panel.tsx';

/** What is wrong, the worst first, each with what to do about it: in the server's own words, which are English. */
export function ProblemsPanel({ problems }: { problems: System['problems'] }) {
  const t = useTranslations('status.problems');
  return (
    <Panel title={t('title')}>
      {problems.length === 0 ? (
        <Note look="good" icon={CircleCheck} title={t('none')} />
      ) : (
        <ul className="flex flex-col gap-2">
          {problems.map(({ severity, what, next }) => (
            <li key={what}>
              <Note
                look={severity === 'critical' ? 'failed' : 'waiting'}
                icon={severity === 'critical' ? OctagonAlert : TriangleAlert}
                title={t(severity)}
              >
                <div lang="en" className="break-words">
                  <p className="text-ink">{what}</p>
                  <p>{next}</p>
                </div>
              </Note>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
