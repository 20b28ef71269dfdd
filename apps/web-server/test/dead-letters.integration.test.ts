import { ProblemSchema } from '@ballast/contracts';
import type { DeadLetterDetail, DeadLetterList, Timeline } from '@ballast/contracts/operators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, expectProblem } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { addDeadRequest, addUnreadableLetter } from './dead-requests.ts';
import { type OperatorServer, startOperatorServer } from './operator-server.ts';

let server: OperatorServer;
beforeAll(async () => {
  server = await startOperatorServer({ TRACE_URL_TEMPLATE: 'http://traces.example/{trace_id}' });
});
afterAll(() => server?.close());

const url = (path: string) => `${server.app.url}${path}`;
const dead = (options?: Parameters<typeof addDeadRequest>[1]) => addDeadRequest(server.database.db, options);
const get = async <T>(path: string): Promise<T> => {
  const response = await ask(url(path), { as: 'viewer' });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};

describe('GET /api/dlq/messages', () => {
  it('searches, and gives the next page where the last one ended', async () => {
    const [first, second] = [await dead({ message: 'kiwi one' }), await dead({ message: 'kiwi two' })];
    const page = await get<DeadLetterList>('/api/dlq/messages?q=kiwi&limit=1');
    expect(page.items.map(({ id }) => id)).toEqual([second.letterId]);
    expect(page.items[0]).toMatchObject({ status: 'pending', attempts: 4, original_message_id: second.requestId });
    const next = await get<DeadLetterList>(`/api/dlq/messages?q=kiwi&limit=1&cursor=${page.next_cursor}`);
    expect(next).toMatchObject({ items: [{ id: first.letterId }], next_cursor: null, is_partial: false });
  });

  it('narrows by state, subject, type and group', async () => {
    const { letterId } = await dead({ message: 'lemon', type: 'permanent' });
    const [letter] = (await get<DeadLetterList>('/api/dlq/messages?q=lemon')).items;
    const narrowed = `status=pending&subject=primecheck&type=permanent&group=${letter?.fingerprint}`;
    expect((await get<DeadLetterList>(`/api/dlq/messages?${narrowed}`)).items[0]?.id).toBe(letterId);
    expect((await get<DeadLetterList>(`/api/dlq/messages?${narrowed.replace('pending', 'resolved')}`)).items).toEqual(
      [],
    );
  });

  it('says where a query is wrong, and what was expected', async () => {
    const response = await ask(url(`/api/dlq/messages?q=${encodeURIComponent('kiwi AND (code:x')}`));
    const problem = ProblemSchema.parse(await response.clone().json());
    expect(await expectProblem(response, 400, 'invalid_query')).toContain('expected a ) for the ( of character 10');
    expect(problem.position).toBe(16);
    expect(problem.query_fault).toEqual({ code: 'parenthesis_open', opened_at: 9 });
  });

  it.each(['limit=0', 'limit=201', 'cursor=x', 'status=open', 'type=bad'])('refuses ?%s', async (query) => {
    await expectProblem(await ask(url(`/api/dlq/messages?${query}`)), 400, 'invalid_request');
  });
});

describe('GET /api/dlq/messages/count', () => {
  it('counts what the search would list, over all pages', async () => {
    for (const message of ['rambutan one', 'rambutan two', 'rambutan three']) await dead({ message });
    expect(await get('/api/dlq/messages/count?q=rambutan')).toEqual({ count: 3, is_partial: false });
    expect(await get('/api/dlq/messages/count?q=rambutan&status=resolved')).toEqual({ count: 0, is_partial: false });
  });

  it('says where a query is wrong', async () => {
    await expectProblem(await ask(url('/api/dlq/messages/count?q=code:')), 400, 'invalid_query');
  });
});

describe('GET /api/dlq/messages/:id', () => {
  it('tells all about a letter, by its id and by its message’s', async () => {
    const { requestId, letterId } = await dead({ number: '9007199254740993', message: 'mango' });
    for (const id of [letterId, requestId]) {
      const letter = await get<DeadLetterDetail>(`/api/dlq/messages/${id}`);
      expect(letter).toMatchObject({
        id: letterId,
        error_message: 'mango',
        error_stack: expect.stringContaining('at handle'),
        payload: { id: requestId, payload: { number: '9007199254740993' } },
        headers: { traceparent: expect.any(String) },
        trace_url: 'http://traces.example/0af7651916cd43dd8448eb211c80319c',
        worker: 'worker-1',
        other_letters: [],
      });
      expect(letter.timeline.map(({ kind }) => kind)).toEqual(['accepted', 'dead_lettered']);
    }
  });

  it('keeps numbers that are too long for JavaScript as they came', async () => {
    const { letterId } = await dead();
    const payload = '{"id": "x", "payload": {"big": 12345678901234567890}}';
    await server.database.db.pool.query('UPDATE dead_letter_messages SET payload = ? WHERE id = ?', [
      payload,
      letterId,
    ]);
    const text = await (await ask(url(`/api/dlq/messages/${letterId}`))).text();
    expect(text).toContain('"big":12345678901234567890');
  });

  it('gives the bytes of what is no JSON', async () => {
    const body = Buffer.from([0xff, 0x00, 0x10]);
    const id = await addUnreadableLetter(server.database.db, body);
    const letter = await get<DeadLetterDetail>(`/api/dlq/messages/${id}`);
    expect(letter.payload_raw).toBe(body.toString('base64'));
    expect(letter.payload).toBeUndefined();
    expect(letter.timeline.map(({ kind }) => kind)).toEqual(['dead_lettered']);
  });

  it('answers 404 where there is none', async () => {
    for (const id of ['999999999', 'nonsense', '%20']) {
      await expectProblem(await ask(url(`/api/dlq/messages/${id}`)), 404, 'not_found');
    }
  });
});

describe('a redrive', () => {
  it('by ids is a job, whatever operator the body names; what is refused is told with its reason', async () => {
    const { requestId, letterId } = await dead();
    const body = {
      message_ids: [requestId, '999999999'],
      operator: 'mallory',
      reason: 'it is back',
      override_delay: 3600,
    };
    const response = await ask(url('/api/dlq/reprocess'), { method: 'POST', body, as: 'operator' });
    expect(response.status).toBe(202);
    const answer = (await response.json()) as { job_id: string; accepted: string[]; refused: object[] };
    expect(answer).toMatchObject({
      accepted: [requestId],
      refused: [{ message_id: '999999999', reason: expect.stringMatching(/./) }],
    });
    const job = await get<object>(`/api/dlq/jobs/${answer.job_id}`);
    expect(job).toMatchObject({ state: 'running', operator: 'the-operator', reason: 'it is back' });
    const jobs = await get<{ items: { id: string }[] }>('/api/dlq/jobs?state=running&limit=200');
    expect(jobs.items.map(({ id }) => id)).toContain(answer.job_id);

    // A letter waits for one job at a time.
    const again = await ask(url('/api/dlq/jobs'), { method: 'POST', body: { message_ids: [letterId], reason: 'r' } });
    await expectProblem(again, 409, 'conflict');
  });

  it('by a search can be tried without sending anything', async () => {
    await dead({ message: 'papaya one' });
    await dead({ message: 'papaya two', type: 'poison' });
    const body = { query: 'papaya', dry_run: true, reason: 'just asking' };
    const response = await ask(url('/api/dlq/jobs'), { method: 'POST', body, as: 'operator' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      total: 2,
      would_send: 1,
      by_type: { transient: 1 },
      by_age: { hour: 1, day: 0, week: 0, older: 0 },
      refused: [{ count: 1 }],
    });
    expect(await countRows(server.database.db, 'redrive_jobs', "reason = 'just asking'")).toBe(0);
  });

  it('is paused, resumed and cancelled; what is not possible is said', async () => {
    await dead({ message: 'quince' });
    const body = { query: 'quince', delay_seconds: 3600, canary: false, rate_per_second: 5, reason: 'r' };
    const created = await ask(url('/api/dlq/jobs'), { method: 'POST', body, as: 'operator' });
    expect(created.status).toBe(201);
    const job = (await created.json()) as { id: string };
    expect(created.headers.get('location')).toBe(`/api/dlq/jobs/${job.id}`);
    expect(job).toMatchObject({ total: 1, rate_per_second: 5, waves: [{ size: 1 }] });

    const control = (verb: string) => ask(url(`/api/dlq/jobs/${job.id}/${verb}`), { method: 'POST', as: 'operator' });
    expect(await (await control('pause')).json()).toMatchObject({ state: 'paused' });
    expect(await (await control('resume')).json()).toMatchObject({ state: 'running' });
    expect(await (await control('cancel')).json()).toMatchObject({ state: 'cancelled', counts: { cancelled: 1 } });
    await expectProblem(await control('pause'), 409, 'conflict');
  });

  it.each([
    ['/api/dlq/jobs', { reason: 'r' }],
    ['/api/dlq/jobs', { reason: 'r', query: 'x', message_ids: ['1'] }],
    ['/api/dlq/jobs', { query: 'x' }],
    ['/api/dlq/jobs', { query: 'x', reason: ' ' }],
    ['/api/dlq/jobs', { query: 'x', reason: 'r', rate_per_second: 0 }],
    ['/api/dlq/jobs', { query: 'x', reason: 'r', dry_run: true, rate_per_second: 3.5e-323 }],
    ['/api/dlq/reprocess', { message_ids: [], reason: 'r' }],
    ['/api/dlq/reprocess', { message_ids: ['1'], reason: 'r', override_delay: -1 }],
  ])('refuses %s %j', async (path, body) => {
    await expectProblem(await ask(url(path), { method: 'POST', body }), 400, 'invalid_request');
  });

  it('refuses a search that cannot be read', async () => {
    const response = await ask(url('/api/dlq/jobs'), { method: 'POST', body: { query: 'age:1h', reason: 'r' } });
    await expectProblem(response, 400, 'invalid_query');
  });

  it('takes 10,000 ids, which other routes would not read', async () => {
    const message_ids = Array.from(
      { length: 10_000 },
      (_, nth) => `0198c0de-0000-7000-8000-${String(nth).padStart(12, '0')}`,
    );
    const body = { message_ids, reason: 'r', dry_run: true };
    expect((await ask(url('/api/dlq/jobs'), { method: 'POST', body })).status).toBe(200);
    const view = await ask(url('/api/dlq/views'), { method: 'POST', body: { name: 'n', query: 'x'.repeat(20_000) } });
    await expectProblem(view, 413, 'body_too_large');
  });

  it('answers 404 for a job that is not there', async () => {
    await expectProblem(await ask(url('/api/dlq/jobs/nonsense')), 404, 'not_found');
    const pause = await ask(url('/api/dlq/jobs/nonsense/pause'), { method: 'POST' });
    await expectProblem(pause, 404, 'not_found');
  });
});

describe('an edit', () => {
  const edit = (id: string, body: object) =>
    ask(url(`/api/dlq/messages/${id}/edit`), { method: 'POST', body, as: 'operator' });

  it('shows its difference, is kept beside the original, and is in the timeline', async () => {
    const { requestId, letterId } = await dead({ number: '12' });
    const { payload } = await get<{ payload: { payload: object } }>(`/api/dlq/messages/${letterId}`);
    const changed = { ...payload, payload: { number: '13' } };
    const tried = await edit(letterId, { payload: changed, dry_run: true, reason: 'try' });
    expect(await tried.json()).toMatchObject({
      id: letterId,
      job_id: null,
      diff: [{ op: 'replace', path: '/payload/number', before: '12', after: '13' }],
    });
    expect((await edit(letterId, { payload: changed, reason: 'a typo' })).status).toBe(200);

    const letter = await get<DeadLetterDetail>(`/api/dlq/messages/${letterId}`);
    expect(letter).toMatchObject({
      is_edited: true,
      edited_by: 'the-operator',
      payload: { payload: { number: '12' } },
    });
    expect(JSON.parse(letter.edited_payload ?? '')).toEqual(changed);
    const { events } = await get<Timeline>(`/prime-check/${requestId}/timeline`);
    expect(events.at(-1)).toMatchObject({
      kind: 'edited',
      actor: 'the-operator',
      title: expect.stringContaining('a typo'),
    });
  });

  it('that breaks the contract is refused with the field', async () => {
    const { letterId } = await dead();
    const { payload } = await get<{ payload: object }>(`/api/dlq/messages/${letterId}`);
    const response = await edit(letterId, { payload: { ...payload, payload: { number: '007' } }, reason: 'r' });
    await expectProblem(response, 422, 'invalid_edit');
  });

  it('of a letter that is not there, or not pending, is refused', async () => {
    await expectProblem(await edit('999999999', { payload: {}, reason: 'r' }), 404, 'not_found');
    const { letterId } = await dead();
    const { payload } = await get<{ payload: object }>(`/api/dlq/messages/${letterId}`);
    await server.database.db.pool.query("UPDATE dead_letter_messages SET status = 'resolved' WHERE id = ?", [letterId]);
    await expectProblem(await edit(letterId, { payload, reason: 'r' }), 409, 'conflict');
  });
});

describe('a discard', () => {
  const discard = (body: object) => ask(url('/api/dlq/discard'), { method: 'DELETE', body, as: 'operator' });
  const undo = (body: object) => ask(url('/api/dlq/undo'), { method: 'POST', body, as: 'operator' });

  it('by a search and its undo change letters and requests, and leave both in the timeline', async () => {
    const { requestId, letterId } = await dead({ message: 'raspberry' });
    const answer = (await (await discard({ query: 'raspberry', reason: 'known' })).json()) as { discard_id: string };
    expect(answer).toMatchObject({ discarded: 1, refused: [] });
    expect(await get(`/api/dlq/messages/${letterId}`)).toMatchObject({ status: 'discarded' });
    expect(await countRows(server.database.db, 'prime_checks', "id = ? AND status = 'discarded'", requestId)).toBe(1);

    const again = (await (await discard({ message_ids: [letterId], reason: 'r' })).json()) as object;
    expect(again).toMatchObject({ discarded: 0, refused: [{ message_id: letterId }] });

    expect(await (await undo({ discard_id: answer.discard_id, reason: 'oops' })).json()).toMatchObject({ restored: 1 });
    expect(await get(`/api/dlq/messages/${letterId}`)).toMatchObject({ status: 'pending' });
    const { events } = await get<Timeline>(`/prime-check/${requestId}/timeline`);
    expect(events.map(({ kind }) => kind)).toEqual(['accepted', 'dead_lettered', 'discarded', 'undone']);
  });

  it('needs one selection and a reason', async () => {
    await expectProblem(await discard({ reason: 'r' }), 400, 'invalid_request');
    await expectProblem(await discard({ query: 'x' }), 400, 'invalid_request');
    await expectProblem(await undo({ reason: 'r' }), 400, 'invalid_request');
    const unknown = { discard_id: '0198c0de-0000-4000-8000-000000000000', reason: 'r' };
    await expectProblem(await undo(unknown), 404, 'not_found');
  });
});

describe('groups and statistics', () => {
  it('count what is pending, by group, type, subject and hour', async () => {
    await dead({ message: 'strawberry 1', type: 'permanent', code: 'berry' });
    await dead({ message: 'strawberry 2', type: 'permanent', code: 'berry' });
    const { items } = await get<{ items: { error_code?: string; last_24_hours: number[] }[] }>(
      '/api/dlq/groups?limit=200',
    );
    const group = items.find(({ error_code }) => error_code === 'berry');
    expect(group).toMatchObject({ pending: 2, total: 2, status: 'active' });
    expect(group?.last_24_hours).toHaveLength(24);
    expect(group?.last_24_hours.at(-1)).toBe(2);

    const stats = await get<{ pending: number; last_hour: number; hours: { count: number }[]; by_type: object }>(
      '/api/dlq/stats?hours=2',
    );
    expect(stats.pending).toBeGreaterThanOrEqual(2);
    expect(stats.last_hour).toBeGreaterThanOrEqual(2);
    expect(stats.by_type).toMatchObject({ permanent: expect.any(Number) });
    expect(stats.hours.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(2);
  });

  it('a group is resolved, ignored and reopened, each time with a reason in the audit', async () => {
    await dead({ message: 'tangerine', code: 'citrus' });
    const [letter] = (await get<DeadLetterList>('/api/dlq/messages?q=tangerine')).items;
    const fingerprint = letter?.fingerprint ?? '';
    const change = (body: object) =>
      ask(url(`/api/dlq/groups/${fingerprint}`), { method: 'POST', body, as: 'operator' });
    expect(await (await change({ status: 'resolved', reason: 'repaired' })).json()).toMatchObject({
      status: 'resolved',
    });
    await expectProblem(await change({ status: 'resolved', reason: 'again' }), 409, 'conflict');
    const ignored = await change({ status: 'ignored', ignore_until_per_hour: 100, reason: 'noise' });
    expect(await ignored.json()).toMatchObject({ status: 'ignored', ignore_until_per_hour: 100 });
    expect(await (await change({ status: 'active', reason: 'no' })).json()).toMatchObject({ status: 'active' });
    const audit = await get<{ items: { act: string; reason: string }[] }>(
      `/api/dlq/audit?target_type=group&target_id=${fingerprint}`,
    );
    expect(audit.items.map(({ reason }) => reason)).toEqual(['no', 'noise', 'repaired']);

    await expectProblem(await change({ status: 'gone', reason: 'r' }), 400, 'invalid_request');
    const unknown = await ask(url(`/api/dlq/groups/${'0'.repeat(64)}`), {
      method: 'POST',
      body: { status: 'resolved', reason: 'r' },
    });
    await expectProblem(unknown, 404, 'not_found');
  });
});

describe('saved searches', () => {
  it('are made, changed, listed and deleted, and never hold what cannot be read', async () => {
    const views = (path: string, method: string, body?: object) =>
      ask(url(`/api/dlq/views${path}`), { method, body, as: 'operator' });
    const made = await views('', 'POST', { name: 'mine', query: 'type:poison' });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ name: 'mine', query: 'type:poison', owner: 'the-operator' });
    await expectProblem(await views('', 'POST', { name: 'mine', query: '' }), 409, 'conflict');
    await expectProblem(await views('', 'POST', { name: 'other', query: 'type:bad' }), 400, 'invalid_query');
    await views('', 'POST', { name: 'second', query: '' });
    await expectProblem(await views('/second', 'PUT', { name: 'mine', query: '' }), 409, 'conflict');
    const changed = await views('/mine', 'PUT', { name: 'old ones', query: 'age:>1d' });
    expect(await changed.json()).toMatchObject({ name: 'old ones', query: 'age:>1d', owner: 'the-operator' });
    expect(await (await views('/second', 'DELETE')).json()).toMatchObject({ items: [{ name: 'old ones' }] });
    await expectProblem(await views('/second', 'DELETE'), 404, 'not_found');
    await expectProblem(await views('/second', 'PUT', { name: 'x', query: '' }), 404, 'not_found');
  });
});

describe('rules', () => {
  const rules = (path: string, method: string, body?: object) =>
    ask(url(`/api/dlq/rules${path}`), { method, body, as: 'admin' });
  const RULE = { name: 'greylisted', error_pattern: 'greylist', wait_seconds: 60, max_retries: 3 };

  it('are there by default, are made, changed and deleted', async () => {
    const made = await rules('', 'POST', RULE);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ ...RULE, mode: 'shadow', changed_by: 'the-admin' });
    await expectProblem(await rules('', 'POST', RULE), 409, 'conflict');
    expect(await (await rules('/greylisted', 'PATCH', { mode: 'active' })).json()).toMatchObject({
      mode: 'active',
      wait_seconds: 60,
    });
    const { items, enabled } = await get<{ items: { name: string }[]; enabled: boolean }>('/api/dlq/rules');
    expect(enabled).toBe(true);
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['greylisted', 'network-timeout']));
    expect((await rules('/greylisted', 'DELETE')).status).toBe(200);
    await expectProblem(await rules('/greylisted', 'PATCH', { mode: 'off' }), 404, 'not_found');
    await expectProblem(await rules('/greylisted', 'DELETE'), 404, 'not_found');
  });

  it('are refused with what is wrong with them', async () => {
    await expectProblem(await rules('', 'POST', { ...RULE, name: 'Not Good' }), 400, 'invalid_request');
    await expectProblem(await rules('', 'POST', { ...RULE, name: 'a', error_pattern: '(' }), 400, 'invalid_request');
    const unread = await rules('', 'POST', { ...RULE, name: 'a', condition_query: 'age:1h' });
    expect(ProblemSchema.parse(await unread.json()).query_fault).toEqual({
      ...{ code: 'bad_operator', field: 'age', found: ':1h', choices: ['>', '<'] },
    });
  });

  it('are tried before they are made: what they would redrive, and what cannot be read of them', async () => {
    const { name: _name, ...aim } = RULE;
    const tried = await rules('/try', 'POST', { ...aim, error_pattern: 'nothing is like this' });
    expect(await tried.json()).toEqual({ matching: 0, examples: [], passed_over: {}, is_partial: false });
    await expectProblem(await rules('/try', 'POST', { ...aim, error_pattern: '(' }), 400, 'invalid_request');
    await expectProblem(await rules('/try', 'POST', { ...aim, condition_query: 'colour:red' }), 400, 'invalid_query');
  });

  it('are switched off all at once', async () => {
    const off = await rules('/switch', 'POST', { enabled: false, reason: 'an incident' });
    expect(await off.json()).toMatchObject({ enabled: false });
    expect(await (await rules('/switch', 'POST', { enabled: true, reason: 'over' })).json()).toMatchObject({
      enabled: true,
    });
  });
});
