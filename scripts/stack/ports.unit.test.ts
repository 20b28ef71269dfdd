import { expect, test } from 'vitest';
import { planPorts } from './ports.ts';
import { StackError } from './stack-error.ts';

test('the defaults are those of the architecture', () => {
  const ports = planPorts({});
  expect(Object.fromEntries(ports.all.map(({ variable, port }) => [variable, port]))).toEqual({
    MYSQL_PORT: 13306,
    NATS_PORT: 14222,
    NATS_MONITOR_PORT: 18222,
    REDIS_PORT: 16379,
    SMTP_PORT: 11025,
    MAIL_UI_PORT: 18025,
    OUTBOX_PUBLISHER_PORT: 8083,
    PRIME_CHECK_WORKER_PORT: 8081,
    EMAIL_SEND_WORKER_PORT: 8082,
    DLQ_MANAGER_PORT: 8084,
    CONNECT_PORT: 9500,
    WEB_SERVER_PORT: 8080,
    PROMETHEUS_PORT: 19090,
    ALERTMANAGER_PORT: 19093,
    MYSQL_EXPORTER_PORT: 19104,
    REDIS_EXPORTER_PORT: 19121,
    NODE_EXPORTER_PORT: 19100,
  });
});

test('the offset moves the defaults and leaves alone what is set', () => {
  const ports = planPorts({ BALLAST_PORT_OFFSET: '100', MYSQL_PORT: '3307' });
  expect(ports.of('NATS_PORT')).toBe(14322);
  expect(ports.of('MYSQL_PORT')).toBe(3307);
});

test('an empty variable is as good as none', () => {
  expect(planPorts({ MYSQL_PORT: '', BALLAST_PORT_OFFSET: '' }).of('MYSQL_PORT')).toBe(13306);
});

test.each([
  [{ MYSQL_PORT: '70000' }, 'MYSQL_PORT'],
  [{ MYSQL_PORT: '0' }, 'MYSQL_PORT'],
  [{ MYSQL_PORT: '33o6' }, 'MYSQL_PORT'],
  [{ BALLAST_PORT_OFFSET: '-1' }, 'BALLAST_PORT_OFFSET'],
  [{ BALLAST_PORT_OFFSET: '60000' }, 'BALLAST_PORT_OFFSET'],
])('%o is refused, and the sentence names %s', (settings, variable) => {
  const fault = faultOf(() => planPorts(settings));
  expect(fault.code).toBe('setting_invalid');
  expect(fault.message).toContain(variable);
});

test('two processes on one port are refused, and the sentence names both variables', () => {
  const fault = faultOf(() => planPorts({ REDIS_PORT: '8080' }));
  expect(fault.message).toContain('REDIS_PORT');
  expect(fault.message).toContain('WEB_SERVER_PORT');
});

function faultOf(run: () => unknown): StackError {
  try {
    run();
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
