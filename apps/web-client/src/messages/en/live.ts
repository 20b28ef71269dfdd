export const live = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
  away: '<strong>The server cannot be reached.</strong> This page keeps what it has and goes on by itself.',
  tryNow: 'Try now',
} as const;
