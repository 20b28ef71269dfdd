export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export type StateColour = 'green' | 'orange' | 'red';

/** By the names that a panel's thresholds have for them. */
export const STATE_COLOURS: Readonly<Record<Theme, Readonly<Record<StateColour, string>>>> = {
  light: { green: '#1a7f4b', orange: '#b35900', red: '#c4162a' },
  dark: { green: '#73bf69', orange: '#ff9830', red: '#f2495c' },
};

/** Of lines and areas, in the order of the series: each is told from its neighbours and from the panel. */
export const LINE_COLOURS: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#1f60c4', '#e0752d', '#1a7f4b', '#a352cc', '#c4162a', '#0f9bb4', '#b08c00', '#6b7280', '#d63f8c', '#5b8c2a'],
  dark: ['#6e9fff', '#ff9830', '#73bf69', '#b877d9', '#f2495c', '#5bc8dc', '#f2cc0c', '#9fa7b3', '#ff7eb6', '#96d98d'],
};
