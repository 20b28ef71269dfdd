export const routing = {
  allResults: 'All results',
  notFoundTitle: 'Not found',
  notFound: 'There is no such page.',
  notFoundLead:
    'The address may be mistyped, or not complete. Nothing is lost: every number and its result is where it was.',
  loadFailed: 'This page could not be loaded.',
  loadAgain: 'Load it again',
} as const;
