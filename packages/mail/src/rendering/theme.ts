/** The web client's colours (its `tokens.css`), as mail programs read them, for a light and a dark page. Text on its background has a contrast of 4.5 : 1 or more in both. */
const COLOR = {
  page: { light: '#f0f5f4', dark: '#0a1213' },
  card: { light: '#ffffff', dark: '#121b1c' },
  edge: { light: '#d8e0df', dark: '#283637' },
  inset: { light: '#f0f5f4', dark: '#1b2728' },
  text: { light: '#122225', dark: '#e7efee' },
  quiet: { light: '#425356', dark: '#aebabb' },
  accent: { light: '#066264', dark: '#5fc4c0' },
  onAccent: { light: '#f3fcfb', dark: '#02181a' },
  prime: { light: '#08633d', dark: '#6dd6a2' },
  primeBack: { light: '#e8f8f0', dark: '#132c23' },
  notPrime: { light: '#41517c', dark: '#a8b9ec' },
  notPrimeBack: { light: '#eef2fb', dark: '#202636' },
} as const;

export const FONT = {
  text: "-apple-system, BlinkMacSystemFont, 'Segoe UI', Inter, Roboto, Helvetica, Arial, sans-serif",
  number: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
} as const;

/** What each class looks like; the light colours are repeated inline, since some readers drop the style sheet. */
const PAINTED = {
  page: { background: 'page', color: 'text' },
  card: { background: 'card', border: 'edge' },
  text: { color: 'text' },
  quiet: { color: 'quiet' },
  inset: { background: 'inset', color: 'text' },
  button: { background: 'accent', color: 'onAccent' },
  prime: { background: 'primeBack', color: 'prime' },
  'not-prime': { background: 'notPrimeBack', color: 'notPrime' },
} as const satisfies Record<string, Partial<Record<'background' | 'border' | 'color', keyof typeof COLOR>>>;
export type Painted = keyof typeof PAINTED;

type Paint = {
  readonly background?: keyof typeof COLOR;
  readonly border?: keyof typeof COLOR;
  readonly color?: keyof typeof COLOR;
};

/** The class of a painted element together with its light colours as an inline style. */
export function paint(name: Painted, style: Record<string, string | number> = {}) {
  const { background, border, color }: Paint = PAINTED[name];
  return {
    className: name,
    style: {
      ...(background ? { backgroundColor: COLOR[background].light } : {}),
      ...(border ? { border: `1px solid ${COLOR[border].light}` } : {}),
      ...(color ? { color: COLOR[color].light } : {}),
      ...style,
    },
  };
}

/** The style sheet: the dark colours, and what cannot be said inline. */
export function styleSheet(): string {
  const dark = Object.entries(PAINTED).map(([name, roles]: [string, Paint]) => {
    const rules = [
      roles.background ? `background-color: ${COLOR[roles.background].dark} !important;` : '',
      roles.border ? `border-color: ${COLOR[roles.border].dark} !important;` : '',
      roles.color ? `color: ${COLOR[roles.color].dark} !important;` : '',
    ];
    return { name, rules: rules.filter(Boolean).join(' ') };
  });
  return [
    ':root { color-scheme: light dark; supported-color-schemes: light dark; }',
    // Space between the groups of a number that is not there when the number is copied.
    '.g { padding-right: 0.28em; }',
    '.g-last { padding-right: 0; }',
    '@media (max-width: 480px) { .card-cell { padding: 24px 20px !important; } }',
    `@media (prefers-color-scheme: dark) { ${dark.map(({ name, rules }) => `.${name} { ${rules} }`).join(' ')} }`,
    // Outlook.com and its apps rewrite colours by themselves and mark what they touched.
    ...dark.map(({ name, rules }) => `[data-ogsc] .${name}, [data-ogsb] .${name} { ${rules} }`),
  ].join('\n');
}
