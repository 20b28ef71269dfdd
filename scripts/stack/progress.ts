import { Listr, type ListrTask } from 'listr2';
import type { SupervisorMessage } from './messages.ts';
import type { Step } from './steps.ts';

type StepMessage = Extract<SupervisorMessage, { type: 'step' }>;

/** Shows the steps of a start as the supervisor reports them. */
export interface Progress {
  update: (message: StepMessage) => void;
  /** Ends the display: what has not happened by now will not. */
  abandon: () => void;
  /** Resolves (never rejects) when nothing is shown any more. */
  shown: Promise<void>;
}

export function showProgress(steps: readonly Step[]): Progress {
  const outcomes = new Map(allSteps(steps).map((step) => [step.id, outcome()]));
  const list = new Listr(
    steps.map((step) => toTask(step, outcomes)),
    // Ctrl-C is for the supervisor; the display ends when that one has.
    { registerSignalListeners: false, rendererOptions: { collapseErrors: false, showErrorMessage: false } },
  );
  return {
    update: (message) => {
      const step = outcomes.get(message.id);
      if (message.state === 'done') step?.resolve(message.detail);
      if (message.state === 'failed') step?.reject(new Error('see below'));
    },
    abandon: () => {
      for (const step of outcomes.values()) step.resolve(undefined);
    },
    shown: list.run().then(
      () => undefined,
      () => undefined,
    ),
  };
}

/** Resolves with what to show beside the title; undefined when the step will not be finished. */
type Outcome = PromiseWithResolvers<string | undefined>;

function toTask(step: Step, outcomes: ReadonlyMap<string, Outcome>): ListrTask {
  return {
    title: step.title,
    task: async (_context, task) => {
      if (step.parts !== undefined) {
        return task.newListr(
          step.parts.map((part) => toTask(part, outcomes)),
          { concurrent: true },
        );
      }
      const detail = await outcomes.get(step.id)?.promise;
      if (detail === undefined) task.skip(`${step.title}: not finished`);
      else if (detail !== '') task.title = `${step.title}: ${detail}`;
      return undefined;
    },
  };
}

function outcome(): Outcome {
  const resolvers = Promise.withResolvers<string | undefined>();
  // Its display may end before anybody awaits it.
  resolvers.promise.catch(() => undefined);
  return resolvers;
}

function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...allSteps(step.parts ?? [])]);
}
