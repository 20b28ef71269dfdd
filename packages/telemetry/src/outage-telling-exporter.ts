import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';

/**
 * An exporter that says when its collector goes away and when it is back: two lines an outage, however long it lasts and
 * however many spans are lost by it.
 *
 *     delivering --an export failed--> away (warned once) --an export went through--> delivering (told how many were lost)
 */
export class OutageTellingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #url: string;
  readonly #logger: Pick<Logger, 'info' | 'warn'> | undefined;
  #lost = 0;

  constructor(exporter: SpanExporter, url: string, logger: Pick<Logger, 'info' | 'warn'> | undefined) {
    this.#exporter = exporter;
    this.#url = url;
    this.#logger = logger;
  }

  export(spans: ReadableSpan[], resultCallback: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      this.#hear(result, spans.length);
      resultCallback(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  #hear({ code, error }: ExportResult, count: number): void {
    const collector = this.#url;
    if (code === ExportResultCode.SUCCESS) {
      if (this.#lost > 0) this.#logger?.info({ collector, lost: this.#lost }, 'the collector takes traces again');
      this.#lost = 0;
      return;
    }
    if (this.#lost === 0) {
      this.#logger?.warn({ collector, err: error }, 'the collector takes no traces; they are dropped until it does');
    }
    this.#lost += count;
  }
}
