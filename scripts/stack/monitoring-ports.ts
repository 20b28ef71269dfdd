/** What `--monitoring` starts besides, and where. */
export const MONITORING_PORTS = [
  { name: 'prometheus', portVariable: 'PROMETHEUS_PORT', defaultPort: 19090 },
  { name: 'alertmanager', portVariable: 'ALERTMANAGER_PORT', defaultPort: 19093 },
  { name: 'mysql-exporter', portVariable: 'MYSQL_EXPORTER_PORT', defaultPort: 19104 },
  { name: 'redis-exporter', portVariable: 'REDIS_EXPORTER_PORT', defaultPort: 19121 },
  { name: 'node-exporter', portVariable: 'NODE_EXPORTER_PORT', defaultPort: 19100 },
] as const;

export function isMonitoringPort(variable: string): boolean {
  return MONITORING_PORTS.some(({ portVariable }) => portVariable === variable);
}

export type MonitoringName = (typeof MONITORING_PORTS)[number]['name'];
