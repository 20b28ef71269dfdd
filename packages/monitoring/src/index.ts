export { DASHBOARD_SLUGS, type DashboardSlug, dashboardPath } from './dashboard-uids.ts';
export { type GeneratedFile, generateMonitoring } from './generate.ts';
