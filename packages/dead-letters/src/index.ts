export { ACT_ERROR_CODES, ActError, type ActErrorCode } from './act-error.ts';
export { bury } from './bury.ts';
export { closeLetters } from './close-letters.ts';
export { DEAD_LETTER_ERROR_CODES, DeadLetterError, type DeadLetterErrorCode } from './dead-letter-error.ts';
export { type DiscardAnswer, type DiscardRequest, discardLetters } from './discard/discard-letters.ts';
export { type UndoAnswer, type UndoRequest, undoDiscard } from './discard/undo-discard.ts';
export { type EditAnswer, type EditRequest, editLetter } from './edit/edit-letter.ts';
export type { EditChange } from './edit/json-diff.ts';
export { changeGroup, type GroupChange } from './groups/change-group.ts';
export { type GroupFilter, listGroups } from './groups/list-groups.ts';
export { type DetailOptions, readLetterDetail } from './letter/read-letter-detail.ts';
export type { LetterFate } from './letter-fate.ts';
export type { LetterInput } from './letter-input.ts';
export { readLetter } from './read-letter.ts';
export { cancelJob, type JobControl, pauseJob, resumeJob } from './redrive/control-job.ts';
export { createRedriveJob } from './redrive/create-redrive-job.ts';
export { type PlanRequest, planRedrive } from './redrive/plan-redrive.ts';
export { type JobPage, listJobs, readJob } from './redrive/read-jobs.ts';
export {
  CANARY_WAVES,
  type CreatedJob,
  type RedriveRequest,
  type RedriveSettings,
  type Selection,
} from './redrive/redrive-request.ts';
export { RedriveRunner, type RedriveRunnerPorts, type RunnerPass } from './redrive/redrive-runner.ts';
export { REFUSAL_CODES, type RefusalCode } from './redrive/refusal.ts';
export { RuleEngine, type RuleEnginePorts, type RulePass } from './rules/rule-engine.ts';
export {
  changeRule,
  createRule,
  deleteRule,
  listRules,
  type RuleAct,
  type RuleList,
  type RulePatch,
  switchRules,
} from './rules/rule-store.ts';
export { tryRule } from './rules/try-rule.ts';
export { countMatching } from './search/count-matching.ts';
export type { QueryFilter } from './search/narrow-query.ts';
export { parseQuery } from './search/parse-query.ts';
export type { Comparison, Condition, Inequality, NumberField, Pattern, Query, TextField } from './search/query.ts';
export { QueryError } from './search/query-error.ts';
export { type LetterSearch, searchLetters } from './search/search-letters.ts';
export { buildSearchText, type SearchedFields } from './search-text.ts';
export { type RecentLetters, readDlqStats, readRecentLetters } from './stats/read-stats.ts';
export { type StoredLetter, storeLetters } from './store-letters.ts';
export { readTimeline } from './timeline/read-timeline.ts';
export { changeView, createView, deleteView, listViews, type SavedView } from './views/view-store.ts';
