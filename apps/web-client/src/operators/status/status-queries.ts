import { queryOptions } from '@tanstack/react-query';
import { refreshEvery } from '../refresh.ts';
import { getSnapshot } from './status-api.ts';

const REFRESH_MS = 2_000;

export const snapshotQuery = queryOptions({
  queryKey: ['operators', 'system'],
  queryFn: ({ signal }) => getSnapshot(signal),
  ...refreshEvery(REFRESH_MS),
});
