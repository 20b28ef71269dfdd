export const routing = {
  allResults: 'All results',
  notFoundTitle: 'Not found',
  notFound: 'There is no such page.',
  loadFailed: 'This page could not be loaded.',
  loadAgain: 'Load it again',
} as const;
