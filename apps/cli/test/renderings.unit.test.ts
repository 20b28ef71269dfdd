import { describe, expect, test } from 'vitest';
import { renderAudit } from '../src/commands/dlq/audit/audit-table.ts';
import { renderGroups } from '../src/commands/dlq/groups/group-table.ts';
import { renderJob } from '../src/commands/dlq/jobs/job-detail.ts';
import { PaceMeter, renderProgress } from '../src/commands/dlq/jobs/job-progress.ts';
import { renderJobs } from '../src/commands/dlq/jobs/job-table.ts';
import { renderWaves } from '../src/commands/dlq/jobs/job-waves.ts';
import { renderLetter } from '../src/commands/dlq/letters/letter-detail.ts';
import { renderLetters } from '../src/commands/dlq/letters/letter-table.ts';
import { renderPlan } from '../src/commands/dlq/redrive/plan.ts';
import { renderRule, renderRules } from '../src/commands/dlq/rules/rule-table.ts';
import { renderStats } from '../src/commands/dlq/stats.ts';
import { renderViews } from '../src/commands/dlq/views/view-table.ts';
import { renderLedger, renderVerification } from '../src/commands/ledger/ledger-table.ts';
import { renderReport } from '../src/commands/logs/report-tables.ts';
import { renderCourse } from '../src/commands/metrics/course.ts';
import { renderValues } from '../src/commands/metrics/value-table.ts';
import { renderBuckets } from '../src/commands/ratelimit/bucket-table.ts';
import { renderLimits, renderPolicy } from '../src/commands/ratelimit/policy-table.ts';
import { renderTop } from '../src/commands/ratelimit/top-table.ts';
import { consumersOf, renderConsumers, renderStream, renderStreams } from '../src/commands/streams/stream-table.ts';
import { renderBreakers } from '../src/commands/system/breakers.ts';
import { renderSystem } from '../src/commands/system/system-overview.ts';
import { renderWorkers } from '../src/commands/system/workers.ts';
import { renderTimeline } from '../src/commands/timeline/timeline-table.ts';
import { type QueryResult, readAnswer } from '../src/prometheus/query-result.ts';
import type { Screen } from '../src/terminal/screen.ts';
import { widthOf } from '../src/terminal/shorten.ts';
import * as answers from './answers.ts';

const screen = (width: number): Screen => ({ width, paint: (_, text) => text, now: answers.NOW });

const LONG = 'a very long text that no terminal has a line for, '.repeat(6).trim();
const measured = (answer: unknown): QueryResult => {
  const read = readAnswer(JSON.stringify(answer));
  if (read.status !== 'success') throw new Error('not an answer of Prometheus');
  return read.data;
};
const course = (on: Screen, options = {}) => {
  const result = measured(answers.COURSES);
  return result.resultType === 'matrix' ? renderCourse(result.result, on, options) : '';
};
const values = (on: Screen) => {
  const result = measured(answers.VALUES);
  return result.resultType === 'matrix' ? '' : renderValues(result, on);
};
const RENDERINGS: Readonly<Record<string, (screen: Screen) => string>> = {
  letters: (on) => renderLetters([answers.LETTER, { ...answers.POISON, error_message: LONG }], on),
  groups: (on) => renderGroups([answers.GROUP, { ...answers.OTHER_GROUP, title: LONG }], on),
  jobs: (on) => renderJobs([answers.JOB, { ...answers.STOPPED_JOB, operator: LONG, reason: LONG }], on),
  job: (on) => renderJob({ ...answers.STOPPED_JOB, reason: LONG, stop_reason: LONG }, on),
  plan: (on) => renderPlan(answers.DRY_RUN, on),
  rules: (on) => renderRules({ items: [{ ...answers.RULE, error_pattern: LONG }], enabled: true }, on),
  rule: (on) => renderRule({ ...answers.RULE, description: LONG }, on),
  stats: (on) => renderStats(answers.STATS, on),
  views: (on) => renderViews([{ ...answers.VIEW, query: LONG }], on),
  audit: (on) => renderAudit([answers.AUDIT_ENTRY, { ...answers.AUDIT_ENTRY, reason: LONG }], on),
  timeline: (on) =>
    renderTimeline([...answers.TIMELINE.events, { at: answers.NOW.toISOString(), kind: 'act', title: LONG }], on),
  ledger: (on) => renderLedger(answers.LOSING_LEDGER, on),
  verification: (on) =>
    renderVerification(
      {
        ...answers.VERIFICATION,
        unaccounted: answers.VERIFICATION.unaccounted.map((one) => ({ ...one, evidence: LONG })),
      },
      on,
    ),
  streams: (on) => renderStreams([{ ...answers.STREAM, subjects: [LONG] }], on),
  stream: (on) => renderStream(answers.STREAM, on),
  consumers: (on) => renderConsumers(consumersOf([answers.STREAM]), on),
  logs: (on) => renderReport(answers.LOG_REPORT, on),
  workers: (on) => renderWorkers([{ ...answers.WORKER, error: LONG }], on),
  breakers: (on) => renderBreakers([{ ...answers.BREAKER, reason: LONG }], on),
  limits: (on) => renderLimits({ ...answers.LIMITS, store: { state: 'local', reason: LONG, live_instances: 2 } }, on),
  policy: (on) => renderPolicy({ ...answers.LIMIT_POLICY, reason: LONG }, on),
  buckets: (on) => renderBuckets(answers.BUCKETS, on),
  top: (on) => renderTop({ ...answers.TOP_CONSUMERS, items: [{ kind: 'user', id: LONG, requests: 1, denied: 0 }] }, on),
  values,
  course,
  'course as a table': (on) => course(on, { table: true }),
  system: (on) =>
    renderSystem(
      { ...answers.SYSTEM, problems: [{ severity: 'critical', what: LONG, next: LONG }] },
      'http://127.0.0.1:8080',
      on,
    ),
};

describe.each([80, 160])('on %i columns', (columns) => {
  test.each(Object.entries(RENDERINGS))('%s fit', (_, render) => {
    const wide = render(screen(columns))
      .split('\n')
      .filter((line) => widthOf(line) > columns);
    expect(wide).toEqual([]);
  });
});

test('letters on 80 columns: id, state, kind, subject, error and age', () => {
  expect(renderLetters([answers.POISON, answers.LETTER], screen(80))).toBe(
    [
      '  ID  STATUS      TYPE       SUBJECT     ERROR                              DIED',
      '4712  ✓ resolved  poison     primecheck  not an envelope:…1b[31mred\\x1b[0m  30 s',
      '4711  ○ pending   permanent  emailsend   smtp_550: mailbo…ays so at length   2 h',
    ].join('\n'),
  );
});

test('letters on 160 columns: the ids of their messages, whole, as well', () => {
  const [head, , letter] = renderLetters([answers.POISON, answers.LETTER], screen(160)).split('\n');
  expect(head).toMatch(/^ {2}ID {2}STATUS .* MESSAGE ID .* REDRIVEN {2}DIED$/);
  expect(letter).toContain(answers.REQUEST_ID);
  expect(letter).toMatch(/1× {3}2 h$/);
});

test('what is critical comes before what is a warning, with what to do under it', () => {
  const text = renderSystem(answers.SYSTEM, 'http://127.0.0.1:8080', screen(160));
  expect(text).toMatch(/✗ CRITICAL {2}The breaker[^\n]*\n {12}→ look whether [^\n]*\n! WARNING {3}1,236 dead/);
});

test('a letter that was edited shows what it was and what it will be', () => {
  const edited = {
    ...answers.LETTER_DETAIL,
    edited_payload: '{"id":"x"}',
    edited_by: 'ann',
    edited_at: answers.NOW.toISOString(),
  };
  const text = renderLetter(edited, screen(80), { timeline: false, edited: { id: 'x' } });
  expect(text).toContain('Payload as it came\n  {');
  expect(text).toContain('Payload of the next redrive\n  {\n    "id": "x"\n  }');
  expect(text).toContain('2026-11-26 22:00:00.000 UTC (now), by ann');
  expect(text).not.toContain('Timeline');
});

test('a payload that is no JSON is shown without doing anything to the terminal', () => {
  const text = renderLetter(answers.POISON_DETAIL, screen(80), { timeline: false });
  expect(text).toContain('5 bytes that are no JSON (--raw prints them): ÿ\\x00\\x1b[A');
});

describe('a job’s waves', () => {
  test('turn done, failed, under way and still to come', () => {
    expect(renderWaves(answers.JOB, screen(80))).toBe('✓ 1  ✓ 5  ✓ 25 (1 failed)  ◐ 469');
    expect(renderWaves(answers.STOPPED_JOB, screen(80))).toBe('✗ 1 (1 failed)  · 5');
  });

  test('stand behind the bar with the rate, and how long the rest takes at it', () => {
    const meter = new PaceMeter();
    const before = { ...answers.JOB, counts: { ...answers.JOB.counts, succeeded: 80, waiting: 400 } };
    expect(meter.look(before, 1000).perSecond).toBeUndefined();
    const progress = meter.look(answers.JOB, 2000);
    expect(progress.perSecond).toBe(50);
    expect(renderProgress(progress, screen(80))).toBe(
      '141/500  1 failed  50/s  359 left, 8 s  ✓ 1  ✓ 5  ✓ 25 (1 failed)  ◐ 469',
    );
  });

  test('that stands still is told without a time', () => {
    const meter = new PaceMeter();
    meter.look(answers.JOB, 1000);
    expect(renderProgress(meter.look(answers.JOB, 9000), screen(80))).toContain('0/s  359 left  ✓ 1');
  });
});

test('a course is drawn from 0 up, the highest line first, with what each line was', () => {
  const lines = course(screen(80)).split('\n');
  expect(lines.filter((line) => /┤/.test(line)).map((line) => line.split('┤')[0]?.trim())).toEqual([
    '3,000',
    '1,500',
    '0',
  ]);
  expect(lines.find((line) => line.includes('21:30'))).toMatch(/21:00 +21:30 +22:00/);
  expect(lines.slice(-3)).toEqual([
    '    METRIC  JOB          LEAST   MOST    NOW',
    '━━  up      dlq-manager  2,000  3,000  2,500',
    '━━  up      web-server    4e-4      1   4e-4',
  ]);
});

test('values on a terminal are short and the highest is first; what is no number is last', () => {
  expect(values(screen(80))).toBe(
    [
      'METRIC  INSTANCE  JOB            VALUE',
      'up      b:2       dlq-manager  1,234.5',
      'up      a:1       web-server         1',
      'up      c:3       redis            NaN',
    ].join('\n'),
  );
});
