import { SUBJECT } from '@ballast/contracts';

export const SUBJECT_LABELS = [SUBJECT.primeCheck, SUBJECT.emailSend, 'other'] as const;
export type SubjectLabel = (typeof SUBJECT_LABELS)[number];

/** Subjects of other producers share one label: a metric's labels are a closed set. */
export function subjectLabel(subject: string): SubjectLabel {
  return SUBJECT_LABELS.find((label) => label === subject) ?? 'other';
}
