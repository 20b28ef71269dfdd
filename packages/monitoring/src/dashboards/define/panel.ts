import type { Vector } from '../../promql/vector.ts';

/** What a value is, as Grafana names units. */
export const UNITS = {
  count: 'short',
  seconds: 's',
  bytes: 'bytes',
  bytesPerSecond: 'Bps',
  share: 'percentunit',
  perSecond: 'cps',
  requestsPerSecond: 'reqps',
  messagesPerSecond: 'mps',
  rowsPerSecond: 'rowsps',
} as const;
type PanelUnit = keyof typeof UNITS;

export interface Query {
  readonly expr: Vector<string>;
  /** One word for the line, or labels of its series: `{{route}}`. */
  readonly legend: string;
  /** Points lead to traces: the metric must have exemplars. */
  readonly exemplars?: true;
  /**
   * Why the line may stay at 0, or be missing, under the load that the dashboards are tested with. Every other query must
   * return a value that is not 0.
   */
  readonly quiet?: string;
}

/** From which value on it is a warning, and from which it is critical. `below` when less is worse. */
export interface Limits {
  readonly warning: number;
  readonly critical: number;
  readonly below?: true;
}

interface Words {
  /** Unique within its dashboard: its id comes from it. */
  readonly title: string;
  /** What it shows, and what to make of it. */
  readonly description: string;
  readonly unit: PanelUnit;
  readonly queries: readonly Query[];
  readonly limits?: Limits;
  /** Of 24 columns. */
  readonly width?: number;
  /** What numbers stand for, where they stand for words. */
  readonly words?: Readonly<Record<number, string>>;
}

export type PanelKind = 'lines' | 'stacked' | 'number' | 'ranking' | 'heat' | 'states';

export interface PanelDefinition extends Words {
  readonly kind: PanelKind;
}

/** Values over time, one line a series. */
export const lines = panelOf('lines');
/** Parts of a whole over time, one on the other. */
export const stacked = panelOf('stacked');
/** One number large, as it is now, with its course behind it. */
export const number = panelOf('number');
/** Bars, the longest first, as it is now. */
export const ranking = panelOf('ranking');
/** How many observations fell into each bucket over time. */
export const heat = panelOf('heat');
/** Which of several states something was in over time. */
export const states = panelOf('states');

function panelOf(kind: PanelKind): (words: Words) => PanelDefinition {
  return (words) => ({ ...words, kind });
}

/** Panels that belong together, under one heading. */
interface Row {
  readonly title: string;
  readonly panels: readonly PanelDefinition[];
}

export interface DashboardDefinition {
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}
