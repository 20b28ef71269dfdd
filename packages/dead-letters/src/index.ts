export { ACT_ERROR_CODES, ActError, type ActErrorCode } from './act-error.ts';
export { type DiscardAnswer, type DiscardRequest, discardLetters } from './discard/discard-letters.ts';
export { type UndoAnswer, type UndoRequest, undoDiscard } from './discard/undo-discard.ts';
export { type EditAnswer, type EditChange, type EditRequest, editLetter } from './edit/edit-letter.ts';
export { cancelJob, type JobControl, pauseJob, resumeJob } from './redrive/control-job.ts';
export { createRedriveJob } from './redrive/create-redrive-job.ts';
export { planRedrive } from './redrive/plan-redrive.ts';
export { type JobPage, listJobs, readJob } from './redrive/read-jobs.ts';
export {
  CANARY_WAVES,
  type CreatedJob,
  MAX_SELECTED,
  type RedriveRequest,
  type RedriveSettings,
  type Selection,
} from './redrive/redrive-request.ts';
export {
  changeRule,
  createRule,
  deleteRule,
  listRules,
  type RuleList,
  type RulePatch,
  switchRules,
} from './rules/rule-store.ts';
export type { Query } from './search/query.ts';
export { QueryError } from './search/query-error.ts';
export { type LetterSearch, searchLetters } from './search/search-letters.ts';
