import { type RunningProcess, startMail, startMysql, startNats, startRedis } from '@ballast/native-stack';
import type { Layout } from './layout.ts';
import type { PortPlan } from './ports.ts';
import type { Secrets } from './secrets.ts';
import type { ProcessDefinition } from './supervised-process.ts';

/** The servers of the native stack, as the supervisor starts them. */
export function serverDefinitions(layout: Layout, ports: PortPlan, secrets: Secrets): ProcessDefinition[] {
  const place = (name: string) => ({ dir: layout.data(name), logPath: layout.log(name) });
  const server = (name: string, portVariable: string, launch: (port: number) => Promise<RunningProcess>) => {
    const port = ports.of(portVariable);
    return { name, kind: 'server' as const, port, launch: () => launch(port) };
  };
  return [
    server('mysql', 'MYSQL_PORT', (port) =>
      startMysql({ ...place('mysql'), port, rootPassword: secrets.MYSQL_ROOT_PASSWORD ?? '' }),
    ),
    server('nats', 'NATS_PORT', (port) =>
      startNats({ ...place('nats'), port, monitorPort: ports.of('NATS_MONITOR_PORT') }),
    ),
    server('redis', 'REDIS_PORT', (port) =>
      startRedis({ ...place('redis'), port, ...(secrets.REDIS_PASSWORD && { password: secrets.REDIS_PASSWORD }) }),
    ),
    server('mail', 'SMTP_PORT', (port) => startMail({ ...place('mail'), port, webPort: ports.of('MAIL_UI_PORT') })),
  ];
}
