import { APPS, type AppDefinition, mysqlPasswordVariableOf, mysqlUserOf } from './apps.ts';
import type { PortPlan } from './ports.ts';
import { EXPORTER_PASSWORD, SECRET_VARIABLES, type Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

export type Environment = Record<string, string>;

export interface EnvironmentInput {
  settings: Settings;
  ports: PortPlan;
  secrets: Secrets;
}

/** What one app runs with: the settings, the stack's own addresses, its own MySQL account, and no one else's secrets. */
export function appEnvironment(app: AppDefinition, input: EnvironmentInput): Environment {
  const { ports, secrets } = input;
  return {
    ...sharedEnvironment(input),
    ...pick(secrets, app.secrets),
    [app.portVariable]: String(ports.of(app.portVariable)),
    PORT: String(ports.of(app.portVariable)),
    MYSQL_USER: mysqlUserOf(app.name),
    MYSQL_PASSWORD: secrets[mysqlPasswordVariableOf(app.name)] ?? '',
  };
}

/** What the migration job runs with: the root account, and the passwords of the accounts it makes. */
export function migrationEnvironment(input: EnvironmentInput): Environment {
  const { secrets } = input;
  return {
    ...sharedEnvironment(input),
    ...pick(secrets, [...APPS.map((app) => mysqlPasswordVariableOf(app.name)), EXPORTER_PASSWORD]),
    MYSQL_USER: 'root',
    MYSQL_PASSWORD: secrets.MYSQL_ROOT_PASSWORD ?? '',
  };
}

// The stack's servers are its own, on this machine: a host that somebody set for another use of `.env` does not apply.
function sharedEnvironment({ settings, ports }: EnvironmentInput): Environment {
  const port = (variable: string) => String(ports.of(variable));
  const mailUi = settings.MAIL_UI_URL || `http://localhost:${port('MAIL_UI_PORT')}`;
  return {
    ...withoutSecrets(settings),
    NODE_ENV: settings.NODE_ENV || 'development',
    HOST: '127.0.0.1',
    MYSQL_HOST: '127.0.0.1',
    MYSQL_PORT: port('MYSQL_PORT'),
    MYSQL_DATABASE: settings.MYSQL_DATABASE || 'ballast',
    NATS_HOST: '127.0.0.1',
    NATS_PORT: port('NATS_PORT'),
    NATS_MONITOR_URL: `http://127.0.0.1:${port('NATS_MONITOR_PORT')}`,
    REDIS_HOST: '127.0.0.1',
    REDIS_PORT: port('REDIS_PORT'),
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: port('SMTP_PORT'),
    PUBLIC_URL: settings.PUBLIC_URL || `http://localhost:${port('WEB_SERVER_PORT')}`,
    MAIL_UI_URL: mailUi,
    // MailDev's page has no address for a search; its list as JSON has.
    MAIL_URL_TEMPLATE: settings.MAIL_URL_TEMPLATE || `${mailUi}/email?headers.message-id=%3C{message_id}%3E`,
  };
}

function withoutSecrets(settings: Settings): Environment {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      value === undefined || SECRET_VARIABLES.includes(name) || OTHER_WAYS_TO_A_SERVER.includes(name)
        ? []
        : [[name, value]],
    ),
  );
}

// Each would outrank the host and port that the stack sets, or is for servers that ask for more than the stack's own.
const OTHER_WAYS_TO_A_SERVER: readonly string[] = [
  'NATS_SERVERS',
  'NATS_CREDS',
  'NATS_USERNAME',
  'NATS_PASSWORD',
  'REDIS_USERNAME',
  'SMTP_TLS_CA_FILE',
  'MYSQL_URL',
  'NATS_URL',
  'REDIS_URL',
  ...['MYSQL', 'NATS', 'REDIS'].flatMap((server) => [`${server}_TLS`, `${server}_TLS_CA_FILE`]),
];

function pick(secrets: Secrets, names: readonly string[]): Environment {
  return Object.fromEntries(names.flatMap((name) => (secrets[name] ? [[name, secrets[name]]] : [])));
}
