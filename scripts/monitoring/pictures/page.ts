import { type GeneratedDashboard, targetsOf } from '@ballast/monitoring';
import { chartOf } from './chart.ts';
import { formatUnit } from './format-unit.ts';
import type { Line, Measured } from './measure.ts';
import { colourNameOf, type StateWords } from './state-words.ts';
import { STATE_COLOURS, type Theme } from './theme.ts';

type AnyPanel = NonNullable<GeneratedDashboard['dashboard']['panels']>[number];

/** Pixels of a line of Grafana's grid, and of a column of a page of 1,440. */
const [LINE, COLUMN, GAP] = [38, 58.5, 8] as const;

const COLOURS: Readonly<Record<Theme, string>> = {
  light: '--back:#f4f5f5;--panel:#fff;--edge:#e2e4e8;--text:#24292e;--soft:#5f6773;--plain:#1f60c4',
  dark: '--back:#111217;--panel:#181b1f;--edge:#2c3036;--text:#d8d9da;--soft:#9fa7b3;--plain:#6e9fff',
};

/** The dashboard as a page: Grafana's grid, its panels drawn by what was measured. */
export function pageOf(dashboard: GeneratedDashboard['dashboard'], measured: Measured, theme: Theme): string {
  const panels = (dashboard.panels ?? []).map((panel) => placed(panel, measured, theme)).join('\n');
  const lines = Math.max(...(dashboard.panels ?? []).map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
  const { green, orange, red } = STATE_COLOURS[theme];
  return `<!doctype html><meta charset="utf-8"><style>
:root{${COLOURS[theme]};--good:${green};--warn:${orange};--bad:${red}}
body{margin:0;padding:16px 18px;background:var(--back);color:var(--text);font:13px system-ui,sans-serif}
h1{font-size:20px;margin:0 0 2px}p{margin:0 0 12px;color:var(--soft)}
main{position:relative;height:${lines * LINE}px}
section{position:absolute;box-sizing:border-box;background:var(--panel);border:1px solid var(--edge);border-radius:3px;padding:6px 8px;overflow:hidden}
section.row{background:none;border:none;padding:10px 0 0;font-weight:600;font-size:15px}
h2{font-size:13px;font-weight:600;margin:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.number{display:flex;height:calc(100% - 18px);align-items:center;justify-content:center;gap:28px;font-size:34px;font-weight:600}
.number small{display:block;font-size:12px;font-weight:400;color:var(--soft);text-align:center}
.none{color:var(--soft);font-size:15px;font-weight:400}
</style><h1>${escaped(dashboard.title ?? '')}</h1><p>${escaped(dashboard.description ?? '')}</p><main>${panels}</main>`;
}

function placed(panel: AnyPanel, measured: Measured, theme: Theme): string {
  const { x, y, w, h } = panel.gridPos ?? { x: 0, y: 0, w: 24, h: 1 };
  const [width, height] = [w * COLUMN - GAP, h * LINE - GAP];
  const place = `left:${x * COLUMN}px;top:${y * LINE}px;width:${width}px;height:${height}px`;
  if (panel.type === 'row') return `<section class="row" style="${place}">${escaped(panel.title ?? '')}</section>`;
  const lines = measured.get(panel.id ?? 0) ?? [];
  const size = { width: width - 18, height: height - 32 };
  const drawn =
    panel.type === 'stat'
      ? numbers(panel, lines)
      : lines.length === 0
        ? NOTHING
        : chartOf(panel, lines, { ...size, theme });
  return `<section style="${place}"><h2>${escaped(panel.title ?? '')}</h2>${drawn}</section>`;
}

const NOTHING = '<div class="number"><span class="none">Nothing in this time</span></div>';

function numbers(panel: Exclude<AnyPanel, { type: 'row' }>, lines: readonly Line[]): string {
  if (lines.length === 0) return NOTHING;
  const isMany = lines.length > 1 || targetsOf(panel as never).length > 1;
  return `<div class="number">${lines.map((line) => oneNumber(panel, line, isMany)).join('')}</div>`;
}

function oneNumber(panel: AnyPanel, { legend, points }: Line, isNamed: boolean): string {
  const value = points.findLast(([, one]) => one !== null)?.[1] ?? null;
  const defaults = (panel as { fieldConfig?: { defaults: Defaults } }).fieldConfig?.defaults ?? {};
  const word = value === null ? undefined : defaults.mappings?.[0]?.options[String(value)]?.text;
  const colour = { green: 'good', orange: 'warn', red: 'bad' }[colourNameOf(value, defaults) ?? ''] ?? 'plain';
  const text = value === null ? '–' : (word ?? formatUnit(value, defaults.unit ?? 'short'));
  return `<span style="color:var(--${colour})">${escaped(text)}${isNamed ? `<small>${escaped(legend)}</small>` : ''}</span>`;
}

interface Defaults extends StateWords {
  readonly unit?: string;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
