/** Durations and ages, in at most two units. */
export const time = {
  underMillisecond: 'under 1 ms',
  milliseconds: '{count, number} ms',
  seconds: '{figure} s',
  minutes: '{minutes} min',
  minutesSeconds: '{minutes} min {seconds} s',
  hours: '{hours} h',
  hoursMinutes: '{hours} h {minutes} min',
  now: 'just now',
  secondsAgo: '{count, number} s ago',
  minutesAgo: '{count, number} min ago',
  hoursAgo: '{count, number} h ago',
  daysAgo: '{count, number} d ago',
} as const;
