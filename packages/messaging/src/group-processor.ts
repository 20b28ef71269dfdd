import { type Decoded, groupEventSubject, parseEventSubject } from '@ballast/contracts';
import { done, type RetryPolicy } from '@ballast/reliability';
import type { Delivery } from './delivery.ts';
import { DeliveryProcessor, type ProcessorOptions, type ProcessorParts } from './delivery-processor.ts';
import type { GroupOptions } from './group-options.ts';
import type { Processor } from './pull-consumer.ts';

/** Of events that somebody has sent to this group alone, and that it does nothing with: a letter says so. */
const UNHANDLED = {
  contract: {
    decode: (): Decoded<never> => ({ ok: false, failure: 'unknown_type', detail: 'this group has no handler for it' }),
  },
  handle: async () => done,
};

/**
 * Chooses among a stream's events: each goes to the handler of its type, under the subject that is this group's own, so that
 * attempts and letters are the group's. What is for another group, or of a type without a handler, is passed over.
 */
export class GroupProcessor implements Processor {
  readonly #group: string;
  readonly #parts: ProcessorParts;
  readonly #bySubject: ReadonlyMap<string, Processor>;
  readonly #unhandled: Processor;

  constructor(
    options: GroupOptions & {
      readonly consumer: { readonly stream: string; readonly durable: string };
      readonly policy: RetryPolicy;
    },
    parts: ProcessorParts,
  ) {
    this.#group = options.group;
    this.#parts = parts;
    const create = ({ contract, handle }: Pick<ProcessorOptions<never>, 'contract' | 'handle'>) =>
      new DeliveryProcessor<never>({ ...options, contract, handle }, parts);
    this.#bySubject = new Map(options.handlers.map((handler) => [handler.contract.subject, create(handler)]));
    this.#unhandled = create(UNHANDLED);
  }

  process(delivery: Delivery, stop: AbortSignal): Promise<void> {
    return this.#choose(delivery, (processor, addressed) => processor.process(addressed, stop));
  }

  giveBack(delivery: Delivery): Promise<void> {
    return this.#choose(delivery, (processor, addressed) => processor.giveBack(addressed));
  }

  async #choose(delivery: Delivery, work: (processor: Processor, addressed: Delivery) => Promise<void>): Promise<void> {
    const { subject = delivery.subject, group } = parseEventSubject(delivery.subject) ?? {};
    const isForOthers = group !== undefined && group !== this.#group;
    const processor = this.#bySubject.get(subject) ?? (group === this.#group ? this.#unhandled : undefined);
    if (isForOthers || processor === undefined) return this.#skip(delivery);
    await work(processor, { ...delivery, subject: groupEventSubject(subject, this.#group) });
  }

  async #skip(delivery: Delivery): Promise<void> {
    const { acknowledger, metrics } = this.#parts;
    metrics.delivered(delivery.count > 1);
    await acknowledger.ack(delivery);
    metrics.settled('skipped', 0);
  }
}
