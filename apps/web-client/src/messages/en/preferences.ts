export const preferences = {
  title: 'Preferences',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  shortcuts: 'Keyboard shortcuts',
} as const;
