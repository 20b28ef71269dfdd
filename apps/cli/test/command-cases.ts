// Long because it is one table: a case for each command, so that a look tells what is tried and a test can find what is not.
import {
  AuditListSchema,
  AuditVerificationSchema,
  BreakerListSchema,
  BucketsSchema,
  DeadLetterDetailSchema,
  DeadLetterGroupListSchema,
  DeadLetterGroupSchema,
  DeadLetterListSchema,
  DiscardAnswerSchema,
  DlqStatsSchema,
  EditAnswerSchema,
  KeyRotationSchema,
  LedgerSchema,
  LedgerVerificationSchema,
  LimitPolicySchema,
  LimitsSchema,
  RedriveJobDetailSchema,
  RedriveJobListSchema,
  RedriveJobSchema,
  RuleListSchema,
  RuleSchema,
  StreamListSchema,
  StreamPurgeAnswerSchema,
  StreamSchema,
  SystemSchema,
  TimelineSchema,
  TopConsumersSchema,
  UndoAnswerSchema,
  ViewListSchema,
  ViewSchema,
  WorkerListSchema,
} from '@ballast/contracts/operators';
import { expect } from 'vitest';
import type { ZodType } from 'zod';
import { AnswerSchema } from '../src/prometheus/query-result.ts';
import * as answers from './answers.ts';
import { problem, type Reply } from './fake-server.ts';

const { REQUEST_ID, JOB_ID, DISCARD_ID, FINGERPRINT } = answers;

/** One command: what it prints of which answer, what it sends, and one way in which it fails. */
export interface CommandCase {
  /** The command's place in the tree, and the words after it. */
  readonly command: string;
  readonly args?: string;
  readonly routes: Readonly<Record<string, Reply | readonly Reply[]>>;
  /** Lines that are printed, in this order. A tab stands between columns. */
  readonly lines: readonly string[];
  /** The document that `--json` prints; `null` where the command has none. */
  readonly json: unknown;
  readonly exitCode?: number;
  /** The request that changes something. */
  readonly sends?: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly failure: {
    readonly args: string;
    readonly routes?: Readonly<Record<string, Reply>>;
    readonly exitCode: 1 | 2;
    readonly says: string;
  };
}

const reply = (schema: ZodType, body: unknown): Reply => ({ schema, body });
const denied = problem(
  403,
  'forbidden',
  'This is not open to you',
  'This needs the role admin; the key of ann has the role viewer.',
);
const busy = problem(503, 'unavailable', 'The service is not available right now', 'The database cannot be reached.');

const edited = { id: '4711', diff: [{ op: 'replace', path: '/payload/a', before: 1, after: 2 }], job_id: null };
const discarded = { discard_id: DISCARD_ID, discarded: 2, refused: [answers.REFUSAL] };
const created = { ...answers.JOB, counts: { ...answers.JOB.counts, refused: 10 } };
const jobLine = `${JOB_ID}\trunning\t141/500\t1\t50/s\tann\tthe mail server is back\t2026-11-26T21:59:40.000Z`;
const ruleBody = { mode: 'active', error_pattern: 'ETIMEDOUT', wait_seconds: 1800, max_retries: 2 };

function controlCase(act: 'pause' | 'resume' | 'cancel'): CommandCase {
  return {
    command: `dlq jobs ${act}`,
    args: `${JOB_ID} --yes --reason later`,
    routes: { [`POST /api/dlq/jobs/${JOB_ID}/${act}`]: reply(RedriveJobSchema, answers.JOB) },
    lines: [`Redrive job ${JOB_ID}  running`, 'by\tann'],
    json: answers.JOB,
    sends: { method: 'POST', path: `/api/dlq/jobs/${JOB_ID}/${act}`, body: { reason: 'later' } },
    failure: {
      args: `${JOB_ID} --yes`,
      routes: {
        [`POST /api/dlq/jobs/${JOB_ID}/${act}`]: problem(
          409,
          'conflict',
          'That is not possible in its present state',
          'the job is completed',
        ),
      },
      exitCode: 1,
      says: 'ballast: the job is completed.',
    },
  };
}

function groupCase(verb: 'resolve' | 'ignore' | 'reopen', status: string): CommandCase {
  const changed = { ...answers.GROUP, status };
  return {
    command: `dlq groups ${verb}`,
    args: `3fa9c1d2 --yes --reason seen`,
    routes: {
      'GET /api/dlq/groups': reply(DeadLetterGroupListSchema, { items: [answers.GROUP] }),
      [`POST /api/dlq/groups/${FINGERPRINT}`]: reply(DeadLetterGroupSchema, changed),
    },
    lines: ['GROUP\tPENDING\tTOTAL', `${FINGERPRINT}\t1234\t5000\tpermanent`],
    json: changed,
    sends: { method: 'POST', path: `/api/dlq/groups/${FINGERPRINT}`, body: { status, reason: 'seen' } },
    failure: { args: 'zz --yes', exitCode: 2, says: "'zz' is no <group>: It must be a group’s fingerprint" },
  };
}

function switchCase(verb: 'enable' | 'disable', mode: 'active' | 'off'): CommandCase {
  const changed = { ...answers.RULE, mode };
  return {
    command: `dlq rules ${verb}`,
    args: 'network-timeouts --yes',
    routes: {
      'GET /api/dlq/rules': reply(RuleListSchema, { items: [answers.RULE], enabled: true }),
      'PATCH /api/dlq/rules/network-timeouts': reply(RuleSchema, changed),
    },
    lines: [`Rule network-timeouts  ${mode}`],
    json: changed,
    sends: { method: 'PATCH', path: '/api/dlq/rules/network-timeouts', body: { mode } },
    failure: { args: '--yes', exitCode: 2, says: 'which rule? Give its name, or --all' },
  };
}

export const COMMAND_CASES: readonly CommandCase[] = [
  {
    command: 'status',
    routes: { 'GET /api/system': reply(SystemSchema, answers.SYSTEM) },
    lines: [
      'degraded',
      'CRITICAL\tThe breaker before smtp is open',
      'WARNING\t1,236 dead letters are pending',
      'services\temail-send-worker unhealthy, prime-check-worker healthy',
      'checks\tmysql ok (1 ms), nats down (no answer)',
      'outbox\temailsend 120 waiting, oldest 42 s',
      'streams\tprimecheck_stream 1,500 (1,480 pending, 20 in flight)',
      'redrives\t1 job under way',
    ],
    json: answers.SYSTEM,
    exitCode: 1,
    failure: {
      args: '',
      routes: { 'GET /api/system': busy },
      exitCode: 1,
      says: 'the service is not available right now: The database cannot be reached.',
    },
  },
  {
    command: 'dlq list',
    args: 'code:smtp_550 AND age:>1h --status pending --type permanent --subject emailsend --limit 2',
    routes: { 'GET /api/dlq/messages': reply(DeadLetterListSchema, answers.LETTER_LIST) },
    lines: [
      'ID\tSTATUS\tTYPE\tSUBJECT\tERROR\tMESSAGE ID\tREDRIVEN\tDIED',
      '4712\tresolved\tpoison\tprimecheck\tnot an envelope: line two \\x1b[31mred\\x1b[0m\t-\t0\t2026-11-26T21:59:30.000Z',
      `4711\tpending\tpermanent\temailsend\tsmtp_550: mailbox unavailable`,
    ],
    json: answers.LETTER_LIST,
    sends: {
      method: 'GET',
      path: '/api/dlq/messages?q=code%3Asmtp_550+AND+age%3A%3E1h&status=pending&subject=emailsend&type=permanent&limit=2',
      body: undefined,
    },
    failure: {
      args: '--type odd',
      exitCode: 2,
      says: "option '--type <type>' argument 'odd' is invalid. Allowed choices are transient, permanent, poison.",
    },
  },
  {
    command: 'dlq show',
    args: '4711 --timeline',
    routes: { 'GET /api/dlq/messages/4711': reply(DeadLetterDetailSchema, answers.LETTER_DETAIL) },
    lines: [
      'Dead letter 4711  pending',
      'smtp_550: mailbox unavailable',
      `message\t${REQUEST_ID}`,
      `group\t${FINGERPRINT}`,
      'died\t2026-11-26T20:00:00.000Z',
      `    "type": "email.send",`,
      `  Ballast-Message-Id\t${REQUEST_ID}`,
      '      at send (smtp.ts:12:7)',
      'Other letters of this message',
      'Timeline',
      'attempt_failed\tAttempt 1 failed: smtp_451: greylisted\temail-send-worker-a1',
    ],
    json: answers.LETTER_DETAIL,
    failure: {
      args: '9',
      routes: {
        'GET /api/dlq/messages/9': problem(404, 'not_found', 'There is nothing here', 'no dead letter has this id'),
      },
      exitCode: 1,
      says: 'ballast: no dead letter has this id (GET http://127.0.0.1:',
    },
  },
  {
    command: 'dlq reprocess',
    args: '--batch 100 --delay 500ms --threshold 50% --wave-deadline 2m --start-in 1h --canary 2,4 --yes --reason again --force',
    routes: { 'POST /api/dlq/jobs': reply(RedriveJobSchema, created) },
    lines: [`Job ${JOB_ID} sends 490 dead letters again. 10 others refused.`],
    json: created,
    sends: {
      method: 'POST',
      path: '/api/dlq/jobs',
      body: {
        query: '',
        rate_per_second: 200,
        delay_seconds: 3600,
        canary: [2, 4],
        failure_threshold: 0.5,
        wave_deadline_seconds: 120,
        force: true,
        reason: 'again',
      },
    },
    failure: {
      args: '4711 --yes',
      routes: {
        'POST /api/dlq/jobs': problem(
          409,
          'conflict',
          'That is not possible in its present state',
          'All letters were refused. 4711: it is being redriven already',
        ),
      },
      exitCode: 1,
      says: 'ballast: All letters were refused. 4711: it is being redriven already.',
    },
  },
  {
    command: 'dlq edit',
    args: '4711 --file - --yes --reason typo',
    routes: { 'POST /api/dlq/messages/4711/edit': reply(EditAnswerSchema, edited) },
    lines: ['1 change to dead letter 4711.', '/payload/a', '  - 1', '  + 2'],
    json: edited,
    sends: { method: 'POST', path: '/api/dlq/messages/4711/edit', body: { payload: '{"a": 2}', reason: 'typo' } },
    failure: {
      args: '4711 --file - --yes',
      routes: {
        'POST /api/dlq/messages/4711/edit': problem(
          422,
          'invalid_edit',
          'The edited message does not fit its contract',
          'payload.number: must be digits',
        ),
      },
      exitCode: 1,
      says: 'The edited message does not fit its contract: payload.number: must be digits.',
    },
  },
  {
    command: 'dlq discard',
    args: '4711 4712 4713 --yes --reason spam',
    routes: { 'DELETE /api/dlq/discard': reply(DiscardAnswerSchema, discarded) },
    lines: [
      `Discarded 2 dead letters, as act ${DISCARD_ID}.`,
      'REFUSED\tCODE\tWHY',
      '1\tnot_pending\tit is being redriven already\t4711',
    ],
    json: discarded,
    sends: {
      method: 'DELETE',
      path: '/api/dlq/discard',
      body: { message_ids: ['4711', '4712', '4713'], reason: 'spam' },
    },
    failure: { args: '--yes', exitCode: 2, says: 'which dead letters? Give their ids, or --query.' },
  },
  {
    command: 'dlq undo',
    args: `${DISCARD_ID} --yes --reason oops`,
    routes: { 'POST /api/dlq/undo': reply(UndoAnswerSchema, { restored: 2, refused: [] }) },
    lines: ['2 dead letters pending again.'],
    json: { restored: 2, refused: [] },
    sends: { method: 'POST', path: '/api/dlq/undo', body: { discard_id: DISCARD_ID, reason: 'oops' } },
    failure: { args: 'yesterday --yes', exitCode: 2, says: 'It must be an id like' },
  },
  {
    command: 'dlq undo',
    args: '4711 4712 --yes --reason oops',
    routes: { 'POST /api/dlq/undo': reply(UndoAnswerSchema, { restored: 2, refused: [] }) },
    lines: ['2 dead letters pending again.'],
    json: { restored: 2, refused: [] },
    sends: { method: 'POST', path: '/api/dlq/undo', body: { message_ids: ['4711', '4712'], reason: 'oops' } },
    failure: { args: `${DISCARD_ID} 4711 --yes`, exitCode: 2, says: 'give the id of one discard, or letters’ numbers' },
  },
  {
    command: 'dlq groups list',
    args: '--status active --limit 5',
    routes: {
      'GET /api/dlq/groups': reply(DeadLetterGroupListSchema, { items: [answers.GROUP, answers.OTHER_GROUP] }),
    },
    lines: [
      'GROUP\tPENDING\tTOTAL\tTYPE\tSUBJECT\tWHAT\t24 H\tFIRST\tLAST\tSTATE',
      `${FINGERPRINT}\t1234\t5000\tpermanent\temailsend\t↩ back again: smtp_550: mailbox unavailable\t`,
    ],
    json: { items: [answers.GROUP, answers.OTHER_GROUP] },
    failure: { args: '--limit 0', exitCode: 2, says: 'It must be a whole number from 1 to 200.' },
  },
  groupCase('resolve', 'resolved'),
  groupCase('ignore', 'ignored'),
  groupCase('reopen', 'active'),
  {
    command: 'dlq jobs list',
    args: '--state running',
    routes: { 'GET /api/dlq/jobs': reply(RedriveJobListSchema, { items: [answers.JOB], next_cursor: null }) },
    lines: ['JOB\tSTATE\tDONE\tFAILED\tRATE\tBY\tREASON\tCREATED', jobLine],
    json: { items: [answers.JOB], next_cursor: null },
    failure: {
      args: '--state done',
      exitCode: 2,
      says: 'Allowed choices are running, paused, stopped, cancelled, completed.',
    },
  },
  {
    command: 'dlq jobs show',
    args: JOB_ID,
    routes: { [`GET /api/dlq/jobs/${JOB_ID}`]: reply(RedriveJobDetailSchema, answers.asDetail(answers.JOB)) },
    lines: [
      `Redrive job ${JOB_ID}  running`,
      'outcome\t130 succeeded, 1 failed, 10 refused, 9 sent, 350 waiting, of 500 dead letters',
      'waves\t✓ 1  ✓ 5  ✓ 25 (1 failed)  ◐ 469',
      'Members',
      '1\t4711\trefused\tit is being redriven by another job',
    ],
    json: answers.asDetail(answers.JOB),
    failure: { args: '17', exitCode: 2, says: "'17' is no <job>: It must be an id like" },
  },
  {
    command: 'dlq jobs watch',
    args: JOB_ID,
    routes: {
      [`GET /api/dlq/jobs/${JOB_ID}`]: [answers.JOB, answers.JOB, answers.FINISHED_JOB].map((job) =>
        reply(RedriveJobDetailSchema, answers.asDetail(job)),
      ),
    },
    lines: [`Redrive job ${JOB_ID}  completed`, 'outcome\t500 succeeded, of 500 dead letters'],
    json: answers.asDetail(answers.FINISHED_JOB),
    failure: {
      args: JOB_ID,
      routes: { [`GET /api/dlq/jobs/${JOB_ID}`]: denied },
      exitCode: 1,
      says: 'this key may not do that: This needs the role admin; the key of ann has the role viewer.',
    },
  },
  controlCase('pause'),
  controlCase('resume'),
  controlCase('cancel'),
  {
    command: 'dlq rules list',
    routes: { 'GET /api/dlq/rules': reply(RuleListSchema, { items: [answers.RULE], enabled: true }) },
    lines: [
      'RULE\tMODE\tMATCHES',
      'network-timeouts\tactive\tETIMEDOUT|ECONNRESET\t1800\t2\t42\t7\t2026-11-26T21:55:00.000Z',
    ],
    json: { items: [answers.RULE], enabled: true },
    failure: {
      args: 'frobnicate',
      exitCode: 2,
      says: "unknown command 'frobnicate' after rules: it is one of list, show, create, set",
    },
  },
  {
    command: 'dlq rules show',
    args: 'network-timeouts',
    routes: { 'GET /api/dlq/rules': reply(RuleListSchema, { items: [answers.RULE], enabled: true }) },
    lines: [
      'Rule network-timeouts  active',
      'matches\tETIMEDOUT|ECONNRESET',
      'acts from\t22:00 to 6:00 UTC',
      'waits\t30 min',
    ],
    json: answers.RULE,
    failure: {
      args: 'other',
      routes: { 'GET /api/dlq/rules': reply(RuleListSchema, { items: [answers.RULE], enabled: true }) },
      exitCode: 1,
      says: 'there is no rule named other: ballast dlq rules lists them.',
    },
  },
  {
    command: 'dlq rules create',
    args: 'timeouts --pattern ETIMEDOUT --wait 30m --max 2 --mode active --hours 22-6 --yes',
    routes: { 'POST /api/dlq/rules': reply(RuleSchema, answers.RULE) },
    lines: ['Rule network-timeouts  active'],
    json: answers.RULE,
    sends: {
      method: 'POST',
      path: '/api/dlq/rules',
      body: { name: 'timeouts', ...ruleBody, hour_from: 22, hour_to: 6 },
    },
    failure: { args: 'timeouts --pattern x', exitCode: 2, says: "required option '--wait <time>' not specified" },
  },
  {
    command: 'dlq rules set',
    args: 'network-timeouts --wait 5m --condition= --hours any --yes',
    routes: {
      'GET /api/dlq/rules': reply(RuleListSchema, { items: [answers.RULE], enabled: true }),
      'PATCH /api/dlq/rules/network-timeouts': reply(RuleSchema, answers.RULE),
    },
    lines: ['Rule network-timeouts  active'],
    json: answers.RULE,
    sends: {
      method: 'PATCH',
      path: '/api/dlq/rules/network-timeouts',
      body: { wait_seconds: 300, condition_query: null, hour_from: null, hour_to: null },
    },
    failure: { args: 'network-timeouts --yes', exitCode: 2, says: 'what of the rule network-timeouts is to change?' },
  },
  {
    command: 'dlq rules delete',
    args: 'network-timeouts --yes',
    routes: {
      'GET /api/dlq/rules': reply(RuleListSchema, { items: [answers.RULE], enabled: true }),
      'DELETE /api/dlq/rules/network-timeouts': reply(RuleListSchema, { items: [], enabled: true }),
    },
    lines: ['Deleted the rule network-timeouts.'],
    json: { items: [], enabled: true },
    sends: { method: 'DELETE', path: '/api/dlq/rules/network-timeouts', body: undefined },
    failure: { args: 'No/Name --yes', exitCode: 2, says: "'No/Name' is no <name>: It must be a name of small letters" },
  },
  switchCase('enable', 'active'),
  switchCase('disable', 'off'),
  {
    command: 'dlq stats',
    args: '--hours 48',
    routes: { 'GET /api/dlq/stats': reply(DlqStatsSchema, answers.STATS) },
    lines: [
      'pending\t1,236',
      '  of type\tpermanent 1,234, poison 2',
      'By the hour',
      '2026-11-26T21:00:00.000Z\temailsend\tpermanent\t12',
    ],
    json: answers.STATS,
    failure: { args: '--hours 721', exitCode: 2, says: 'It must be a whole number from 1 to 720.' },
  },
  {
    command: 'dlq audit list',
    args: `--actor ann --target ${JOB_ID} --target-type job`,
    routes: { 'GET /api/dlq/audit': reply(AuditListSchema, { items: [answers.AUDIT_ENTRY], next_cursor: null }) },
    lines: [
      'SEQ\tWHEN\tWHO\tACT\tON\tOUTCOME\tWHY',
      `17\t2026-11-26T21:59:00.000Z\tann\tredrive.create\tjob ${JOB_ID}\tdone\tthe mail server is back`,
    ],
    json: { items: [answers.AUDIT_ENTRY], next_cursor: null },
    failure: { args: '--limit many', exitCode: 2, says: "option '--limit <number>' argument 'many' is invalid" },
  },
  {
    command: 'dlq audit verify',
    routes: {
      'GET /api/dlq/audit/verify': reply(AuditVerificationSchema, { entries: 17, is_intact: false, broken_at: 9 }),
    },
    lines: ['✗ The chain is broken at entry 9'],
    json: { entries: 17, is_intact: false, broken_at: 9 },
    exitCode: 1,
    failure: { args: 'x', exitCode: 2, says: "too many arguments for 'verify'" },
  },
  {
    command: 'dlq audit export',
    routes: { 'GET /api/dlq/audit/export': { status: 200, text: `${JSON.stringify(answers.AUDIT_ENTRY)}\n` } },
    lines: ['{"seq":17,"at":"2026-11-26T21:59:00.000Z","actor":"ann"'],
    json: answers.AUDIT_ENTRY,
    failure: {
      args: '',
      routes: { 'GET /api/dlq/audit/export': denied },
      exitCode: 1,
      says: 'this key may not do that',
    },
  },
  {
    command: 'dlq views list',
    routes: { 'GET /api/dlq/views': reply(ViewListSchema, { items: [answers.VIEW] }) },
    lines: ['NAME\tQUERY\tBY\tSAVED', 'mailboxes\tcode:smtp_550 AND age:>1h\tann\t2026-11-26T21:50:00.000Z'],
    json: { items: [answers.VIEW] },
    failure: { args: 'x', exitCode: 2, says: "unknown command 'x' after views: it is one of list, save, delete" },
  },
  {
    command: 'dlq views save',
    args: 'mailboxes code:smtp_550 AND age:>1h --yes',
    routes: { 'POST /api/dlq/views': reply(ViewSchema, answers.VIEW) },
    lines: ['mailboxes\tcode:smtp_550 AND age:>1h\tann'],
    json: answers.VIEW,
    sends: { method: 'POST', path: '/api/dlq/views', body: { name: 'mailboxes', query: 'code:smtp_550 AND age:>1h' } },
    failure: { args: 'mailboxes --yes', exitCode: 2, says: "missing required argument 'query'" },
  },
  {
    command: 'dlq views delete',
    args: 'mailboxes --yes',
    routes: {
      'GET /api/dlq/views': reply(ViewListSchema, { items: [answers.VIEW] }),
      'DELETE /api/dlq/views/mailboxes': reply(ViewListSchema, { items: [] }),
    },
    lines: ['Deleted the view "mailboxes".'],
    json: { items: [] },
    sends: { method: 'DELETE', path: '/api/dlq/views/mailboxes', body: undefined },
    failure: {
      args: 'other --yes',
      routes: { 'GET /api/dlq/views': reply(ViewListSchema, { items: [answers.VIEW] }) },
      exitCode: 1,
      says: 'there is no view named "other": ballast dlq views lists them.',
    },
  },
  {
    command: 'timeline',
    args: REQUEST_ID,
    routes: { [`GET /prime-check/${REQUEST_ID}/timeline`]: reply(TimelineSchema, answers.TIMELINE) },
    lines: [
      'AT (UTC)\tAFTER\tEVENT\tWHAT\tBY',
      '\t9.500\tattempt_failed\tAttempt 1 failed: smtp_451: greylisted\t',
      '\tredriven\tSent again as generation 1\tann',
    ],
    json: answers.TIMELINE,
    failure: { args: 'not-an-id', exitCode: 2, says: "'not-an-id' is no <request>: It must be an id like" },
  },
  {
    command: 'ledger',
    routes: { 'GET /api/ledger': reply(LedgerSchema, answers.LEDGER) },
    lines: ['LEDGER\tACCEPTED\tCOMPLETED', 'requests\t10000\t9900\t60\t3\t37\t0\t12.5', 'emails\t10000'],
    json: answers.LEDGER,
    failure: { args: '--verfy', exitCode: 2, says: "unknown option '--verfy' (Did you mean --verify?)" },
  },
  {
    command: 'ledger',
    args: '--verify',
    routes: { 'GET /api/ledger/verify': reply(LedgerVerificationSchema, answers.VERIFICATION) },
    lines: [
      '1 request or mail that nothing will move',
      `requests\t${REQUEST_ID}\t0\t1\t`,
      '! Not every open request was looked at',
    ],
    json: answers.VERIFICATION,
    exitCode: 1,
    failure: {
      args: '--verify',
      routes: { 'GET /api/ledger/verify': busy },
      exitCode: 1,
      says: 'Try again in a moment.',
    },
  },
  {
    command: 'streams list',
    routes: { 'GET /api/streams': reply(StreamListSchema, { items: [answers.STREAM] }) },
    lines: [
      'STREAM\tSUBJECTS\tMESSAGES',
      'primecheck_stream\tprimecheck\t1500\t1572864\t2026-11-26T21:58:00.000Z\t1599\t1',
    ],
    json: { items: [answers.STREAM] },
    failure: {
      args: 'x',
      exitCode: 2,
      says: "unknown command 'x' after streams: it is one of list, info, pending, purge",
    },
  },
  {
    command: 'streams info',
    args: 'primecheck_stream',
    routes: { 'GET /api/streams/primecheck_stream': reply(StreamSchema, answers.STREAM) },
    lines: [
      'Stream primecheck_stream',
      'sequences\t100 to 1599',
      'Consumers',
      'primecheck_stream\tprimecheck_consumer\t1480\t20\t3\t0\t99',
    ],
    json: answers.STREAM,
    failure: { args: '../x', exitCode: 2, says: "'../x' is no <stream>: It must be a stream’s name" },
  },
  {
    command: 'streams pending',
    routes: { 'GET /api/streams': reply(StreamListSchema, { items: [answers.STREAM] }) },
    lines: ['STREAM\tCONSUMER\tPENDING\tIN FLIGHT', 'primecheck_stream\tprimecheck_consumer\t1480\t20'],
    json: { items: [answers.STREAM] },
    failure: {
      args: '',
      routes: { 'GET /api/streams': busy },
      exitCode: 1,
      says: 'the service is not available right now',
    },
  },
  {
    command: 'streams purge',
    args: 'primecheck_stream --subject primecheck --yes --reason test',
    routes: { 'POST /api/streams/primecheck_stream/purge': reply(StreamPurgeAnswerSchema, { purged: 1500 }) },
    lines: ['Deleted 1,500 messages of primecheck_stream.'],
    json: { purged: 1500 },
    sends: {
      method: 'POST',
      path: '/api/streams/primecheck_stream/purge',
      body: { subject: 'primecheck', reason: 'test' },
    },
    failure: {
      args: 'primecheck_stream --yes',
      routes: { 'POST /api/streams/primecheck_stream/purge': denied },
      exitCode: 1,
      says: 'this key may not do that',
    },
  },
  {
    command: 'keys rotate',
    args: '--batch 500 --yes --reason seen',
    routes: {
      'POST /api/keys/rotate': [
        reply(KeyRotationSchema, answers.KEY_ROTATION),
        reply(KeyRotationSchema, answers.LAST_KEY_ROTATION),
      ],
    },
    lines: [
      '1,201 addresses sealed under key 1f2e3d4c.',
      '1f2e3d4c\t1,201 (current)',
      '99999999\t1',
      '1 row stays as it is:',
      `users ${REQUEST_ID}: its key is not in ENCRYPTION_KEY: put it back, behind the newest`,
      'Keep the old key in ENCRYPTION_KEY for RETENTION_IDEMPOTENCY_KEYS_DAYS more',
    ],
    json: {
      current_key: '1f2e3d4c',
      dry_run: false,
      scanned: 1300,
      resealed: 1201,
      keys: { '1f2e3d4c': 1201, '99999999': 1 },
      left: answers.LAST_KEY_ROTATION.left,
    },
    exitCode: 1,
    sends: {
      method: 'POST',
      path: '/api/keys/rotate',
      body: { limit: 500, dry_run: false, cursor: 'users:' },
    },
    failure: {
      args: '--yes',
      routes: { 'POST /api/keys/rotate': denied },
      exitCode: 1,
      says: 'this key may not do that',
    },
  },
  {
    command: 'workers',
    routes: { 'GET /api/workers': reply(WorkerListSchema, { items: [answers.WORKER] }) },
    lines: [
      'WORKER\tSERVICE\tSTATUS\tHEARTBEAT\tERROR',
      'email-send-worker-a1\temail-send-worker\tunhealthy\t2026-11-26T21:58:25.000Z\tno progress for 60 s',
    ],
    json: { items: [answers.WORKER] },
    failure: { args: '--jsn', exitCode: 2, says: "unknown option '--jsn' (Did you mean --json?)" },
  },
  {
    command: 'breakers',
    routes: { 'GET /api/breakers': reply(BreakerListSchema, { items: [answers.BREAKER] }) },
    lines: [
      'WORKER\tSERVICE\tDEPENDENCY\tSTATE\tSINCE\tNEXT PROBE\tWHY',
      'email-send-worker-a1\temail-send-worker\tsmtp\topen\t2026-11-26T21:59:20.000Z\t2026-11-26T22:00:20.000Z\tconnect ECONNREFUSED',
    ],
    json: { items: [answers.BREAKER] },
    failure: {
      args: '',
      routes: { 'GET /api/breakers': busy },
      exitCode: 1,
      says: 'the service is not available right now',
    },
  },
  {
    command: 'ratelimit show',
    routes: { 'GET /api/limits': reply(LimitsSchema, answers.LIMITS) },
    lines: [
      'POLICY\tMODE\tLIMITS\tALLOWED\tDENIED\tIN SHADOW\tBYPASSED\tWITHOUT REDIS',
      'prime-check\tshadow\t60/min by ip, 1,000/min in all\t1200\t0\t34\t5\tlocal',
    ],
    json: answers.LIMITS,
    failure: {
      args: '--ip 1.2.3.4 --user x',
      exitCode: 2,
      says: 'give one of --ip, --user, --service, --email and --global.',
    },
  },
  {
    command: 'ratelimit reset',
    args: '--ip 198.51.100.7 --yes --reason asked',
    routes: { 'POST /api/limits/reset': reply(BucketsSchema, answers.BUCKETS) },
    lines: ['The buckets of 198.51.100.7 are full, and its penalties forgotten.'],
    json: answers.BUCKETS,
    sends: {
      method: 'POST',
      path: '/api/limits/reset',
      body: { kind: 'ip', id: '198.51.100.7', reason: 'asked' },
    },
    failure: { args: '--yes', exitCode: 2, says: 'whose limits? Give --ip, --user, --service, --email or --global.' },
  },
  {
    command: 'ratelimit top',
    args: '--kind ip --limit 5',
    routes: { 'GET /api/limits/top': reply(TopConsumersSchema, answers.TOP_CONSUMERS) },
    lines: ['KIND\tWHO\tREQUESTS\tDENIED', 'ip\t198.51.100.7\t1234\t900', 'service\tbatch\t12\t0'],
    json: answers.TOP_CONSUMERS,
    failure: {
      args: '--kind email',
      exitCode: 2,
      says: "argument 'email' is invalid. Allowed choices are ip, user, service.",
    },
  },
  {
    command: 'ratelimit mode',
    args: 'prime-check shadow --yes --reason test',
    routes: { 'PUT /api/limits/prime-check': reply(LimitPolicySchema, answers.LIMIT_POLICY) },
    lines: ['Policy prime-check  shadow', 'changed by\tann', 'because\ttoo strict?'],
    json: answers.LIMIT_POLICY,
    sends: { method: 'PUT', path: '/api/limits/prime-check', body: { mode: 'shadow', reason: 'test' } },
    failure: {
      args: 'prime-check off --yes',
      routes: { 'PUT /api/limits/prime-check': denied },
      exitCode: 1,
      says: 'this key may not do that',
    },
  },
  {
    command: 'metrics query',
    args: 'up',
    routes: { 'POST /api/v1/query': reply(AnswerSchema, answers.VALUES) },
    lines: [
      'METRIC\tINSTANCE\tJOB\tVALUE',
      'up\tb:2\tdlq-manager\t1234.5',
      'up\ta:1\tweb-server\t1',
      'up\tc:3\tredis\tNaN',
    ],
    json: answers.VALUES,
    failure: { args: 'up --prometheus ftp://here', exitCode: 2, says: '--prometheus must be an address like' },
  },
  {
    command: 'metrics query',
    args: 'up --range 1h --step 30m',
    routes: { 'POST /api/v1/query_range': reply(AnswerSchema, answers.COURSES) },
    lines: [
      'TIME\tMETRIC\tJOB\tVALUE',
      '2026-11-26T21:00:00.000Z\tup\tweb-server\t1',
      '2026-11-26T22:00:00.000Z\tup\tweb-server\t0.0004',
      '2026-11-26T21:00:00.000Z\tup\tdlq-manager\t2000',
    ],
    json: answers.COURSES,
    failure: { args: 'up --range long', exitCode: 2, says: 'It must be a time like 500ms, 1s, 5m, 2h or 1d.' },
  },
  {
    command: 'logs analyze',
    args: 'apps/cli/test/logs/processes.ndjson',
    routes: {},
    lines: [
      '7 lines, 2026-11-26T22:40:00.000Z to 2026-11-26T22:40:08.000Z: 1 error, 2 warnings',
      'FINGERPRINT\tLEVEL\tCOUNT\tSERVICE\tCODE\tWHAT\tLAST\tMESSAGE\tTRACE',
      '\terror\t1\tdlq-manager\tunavailable\ta pass failed: connect ECONNREFUSED <address>\t',
      '\twarn\t2\temail-send-worker\tsmtp_451\tmail not sent: 451 4.7.1 try again in <duration>\t',
      'OPERATION\tSERVICE\tCOUNT\tMEAN MS\tMAX MS\tMESSAGE\tTRACE',
      `verdict\tprime-check-worker\t1\t840\t840\t${REQUEST_ID}`,
      'MESSAGE\tLINES\tERRORS\tWARNINGS\tTOOK MS\tENDS WITH\tSERVICES\tTRACE',
      '\t3\t0\t2\t6000\tmail sent\temail-send-worker\t',
      '2 lines not of a Ballast process, such as',
      'Server is ready',
    ],
    json: expect.objectContaining({
      lines: 7,
      levels: { trace: 0, debug: 2, info: 2, warn: 2, error: 1, fatal: 0 },
      unreadable: { count: 2, examples: ['[1] 2026/11/26 22:40:09 [INF] Server is ready', '{"half":'] },
    }),
    failure: {
      args: 'apps/cli/test/logs/none.log',
      exitCode: 1,
      says: 'cannot read apps/cli/test/logs/none.log: ENOENT.',
    },
  },
  {
    command: 'completion',
    args: 'bash',
    routes: {},
    lines: ['# ballast completion for bash', 'complete -F _ballast ballast'],
    json: null,
    failure: { args: 'tcsh', exitCode: 2, says: "'tcsh' is no <shell>: Allowed choices are bash, zsh, fish." },
  },
];
