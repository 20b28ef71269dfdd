import type { Command } from 'commander';
import { noun } from '../noun.ts';
import { audit } from './audit/audit.ts';
import { edit } from './edit/edit.ts';
import { groups } from './groups/groups.ts';
import { jobs } from './jobs/jobs.ts';
import { discard } from './letters/discard.ts';
import { listLetters } from './letters/list.ts';
import { showLetter } from './letters/show.ts';
import { undo } from './letters/undo.ts';
import { reprocess } from './redrive/reprocess.ts';
import { rules } from './rules/rules.ts';
import { stats } from './stats.ts';
import { views } from './views/views.ts';

export function dlq(): Command {
  return noun('dlq', 'dead letters: search, explain, bring back', [
    listLetters(),
    showLetter(),
    reprocess(),
    edit(),
    discard(),
    undo(),
    groups(),
    jobs(),
    rules(),
    stats(),
    audit(),
    views(),
  ]);
}
