/** Headers on Ballast's messages. NATS compares header names case-sensitively: always use these constants. */
export const HEADER = {
  messageId: 'Ballast-Message-Id',
  contractVersion: 'Ballast-Contract-Version',
  /** Where a dead letter comes from, and what became of it. */
  originStream: 'Ballast-Origin-Stream',
  originSubject: 'Ballast-Origin-Subject',
  originSequence: 'Ballast-Origin-Sequence',
  originStreamCreated: 'Ballast-Origin-Stream-Created',
  originConsumer: 'Ballast-Origin-Consumer',
  attempts: 'Ballast-Attempts',
  errorType: 'Ballast-Error-Type',
  errorCode: 'Ballast-Error-Code',
  errorMessage: 'Ballast-Error-Message',
  errorStack: 'Ballast-Error-Stack',
  worker: 'Ballast-Worker',
  firstFailedAt: 'Ballast-First-Failed-At',
  lastFailedAt: 'Ballast-Last-Failed-At',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
} as const;
