import { METRICS } from '@ballast/telemetry';
import { constant, increase, sum } from '../promql/functions.ts';
import { minus, or, plus } from '../promql/operators.ts';
import { observationsOf, observationsWithin, type Series, series } from '../promql/series.ts';
import type { Vector, Window } from '../promql/vector.ts';

const { deadLetters, http, mail, primeCheck } = METRICS;

/** The share that has to be good, in each objective. */
export const OBJECTIVE = 0.9995;

/** The bounds that "in time" means, in seconds: each is a bucket of its histogram. */
export const IN_TIME = { answer: 1, verdict: 10, mail: 60 } as const;

export const OBJECTIVE_NAMES = ['availability', 'latency', 'time-to-verdict', 'mail-in-time'] as const;
type ObjectiveName = (typeof OBJECTIVE_NAMES)[number];

export interface Objective {
  readonly name: ObjectiveName;
  /** In a sentence, after "of": what counts. */
  readonly what: string;
  /** Its alert, which names its runbook. */
  readonly alert: string;
  /** How many there were within the window, and how many of them were bad. */
  readonly all: (window: Window) => Vector;
  readonly bad: (window: Window) => Vector;
}

/** What users are promised. What never came to its end counts as bad once it is a dead letter. */
export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'availability',
    what: 'HTTP requests are answered, and not with 5xx',
    alert: 'AvailabilityBurn',
    all: (window) => grown(series(http.requests), window),
    bad: (window) => grownIfAny(series(http.requests, { status: { like: '5..' } }), window),
  },
  {
    name: 'latency',
    what: `HTTP requests are answered within ${IN_TIME.answer} s`,
    alert: 'LatencyBurn',
    all: (window) => grown(observationsOf(http.duration), window),
    bad: (window) =>
      minus(
        grown(observationsOf(http.duration), window),
        grown(observationsWithin(http.duration, IN_TIME.answer), window),
      ),
  },
  {
    name: 'time-to-verdict',
    what: `accepted numbers have their verdict within ${IN_TIME.verdict} s`,
    alert: 'TimeToVerdictBurn',
    all: (window) => plus(grown(observationsOf(primeCheck.timeToVerdict), window), dead('primecheck', window)),
    bad: (window) =>
      plus(
        minus(
          grown(observationsOf(primeCheck.timeToVerdict), window),
          grown(observationsWithin(primeCheck.timeToVerdict, IN_TIME.verdict), window),
        ),
        dead('primecheck', window),
      ),
  },
  {
    name: 'mail-in-time',
    what: `mails are handed over within ${IN_TIME.mail} s`,
    alert: 'MailInTimeBurn',
    all: (window) => plus(grown(observationsOf(mail.timeToMail), window), dead('emailsend', window)),
    bad: (window) =>
      plus(
        minus(
          grown(observationsOf(mail.timeToMail), window),
          grown(observationsWithin(mail.timeToMail, IN_TIME.mail), window),
        ),
        dead('emailsend', window),
      ),
  },
];

function grown<Label extends string>(counter: Series<'counter', Label>, window: Window): Vector {
  return sum(increase(counter, window));
}

/** None, where nobody counts: what one process tells must not make what another one tells disappear. */
function grownIfAny<Label extends string>(counter: Series<'counter', Label>, window: Window): Vector {
  return or(grown(counter, window), constant(0));
}

function dead(subject: 'primecheck' | 'emailsend', window: Window): Vector {
  return grownIfAny(series(deadLetters.letters, { subject, fate: 'dead' }), window);
}
