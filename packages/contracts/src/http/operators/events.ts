import { z } from 'zod';

/** What can have changed for operators. */
const OPERATOR_TOPICS = ['dead-letters', 'jobs', 'rules', 'audit', 'limits', 'system'] as const;
export type OperatorTopic = (typeof OPERATOR_TOPICS)[number];

/** The data of a `changed` event of `GET /api/events`: what to ask for again. It carries no state, so none can be missed. */
export const OperatorHintSchema = z.object({ what: z.enum(OPERATOR_TOPICS) }).meta({ id: 'OperatorHint' });
