import type { Route } from '../../src/routing/route.ts';
import {
  ACCOUNT_STATES,
  MAIL_STOP_STATES,
  NO_PAGE_STATES,
  RESULT_STATES,
  SIGN_IN_LINK_STATES,
  SIGN_IN_STATES,
} from './account-states.ts';
import { CHECK_STATES } from './check-states.ts';
import { DEAD_LETTER_STATES } from './dead-letter-states.ts';
import {
  AUDIT_STATES,
  JOB_STATES,
  JOBS_STATES,
  LIMITS_STATES,
  RULES_STATES,
  STATUS_STATES,
} from './operator-states.ts';
import type { PageState } from './page-state.ts';

/** Every page in everything it can look like. A page that is not here is none: the type asks for it, and a test does. */
export const PAGE_STATES: Readonly<Record<Route['page'], readonly PageState[]>> = {
  check: CHECK_STATES,
  result: RESULT_STATES,
  'sign-in': SIGN_IN_STATES,
  'sign-in-link': SIGN_IN_LINK_STATES,
  account: ACCOUNT_STATES,
  'mail-stop': MAIL_STOP_STATES,
  none: NO_PAGE_STATES,
  'dead-letters': DEAD_LETTER_STATES,
  jobs: JOBS_STATES,
  job: JOB_STATES,
  rules: RULES_STATES,
  audit: AUDIT_STATES,
  status: STATUS_STATES,
  limits: LIMITS_STATES,
};
