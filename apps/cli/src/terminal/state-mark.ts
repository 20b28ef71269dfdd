import type { Screen, Style } from './screen.ts';

interface Mark {
  readonly icon: string;
  readonly style: Style | undefined;
}

/** Every state in the product, with the icon and colour that stand beside its word; colour never carries meaning alone. */
const MARKS: Readonly<Record<string, Mark>> = {
  pending: { icon: '○', style: 'yellow' },
  reprocessing: { icon: '◐', style: 'cyan' },
  resolved: { icon: '✓', style: 'green' },
  discarded: { icon: '×', style: 'dim' },
  active: { icon: '●', style: 'yellow' },
  ignored: { icon: '×', style: 'dim' },
  running: { icon: '◐', style: 'cyan' },
  paused: { icon: '‖', style: 'yellow' },
  stopped: { icon: '■', style: 'red' },
  cancelled: { icon: '×', style: 'dim' },
  completed: { icon: '✓', style: 'green' },
  waiting: { icon: '·', style: 'dim' },
  sent: { icon: '◐', style: 'cyan' },
  succeeded: { icon: '✓', style: 'green' },
  failed: { icon: '✗', style: 'red' },
  silent: { icon: '✗', style: 'red' },
  refused: { icon: '–', style: 'yellow' },
  healthy: { icon: '✓', style: 'green' },
  unhealthy: { icon: '✗', style: 'red' },
  ok: { icon: '✓', style: 'green' },
  degraded: { icon: '!', style: 'yellow' },
  down: { icon: '✗', style: 'red' },
  closed: { icon: '✓', style: 'green' },
  open: { icon: '✗', style: 'red' },
  half_open: { icon: '◐', style: 'yellow' },
  enforce: { icon: '✓', style: 'green' },
  shadow: { icon: '◐', style: 'cyan' },
  off: { icon: '×', style: 'dim' },
};

/** `✓ resolved`, for a person. */
export function withMark(state: string): string {
  const mark = MARKS[state];
  return mark === undefined ? state : `${mark.icon} ${state.replaceAll('_', ' ')}`;
}

export function styleOfState(state: string): Style | undefined {
  return MARKS[state]?.style;
}

/** The same painted; the word alone where no person looks. */
export function paintState(state: string, screen: Screen): string {
  if (screen.width === undefined) return state;
  const style = styleOfState(state);
  return style === undefined ? withMark(state) : screen.paint(style, withMark(state));
}

export function styleOfErrorType(type: string): Style | undefined {
  if (type === 'poison') return 'magenta';
  return type === 'permanent' ? 'red' : 'yellow';
}
