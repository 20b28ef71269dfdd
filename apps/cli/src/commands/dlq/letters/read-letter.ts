import type { DeadLetterDetail } from '@ballast/contracts/operators';
import type { Answer, Api } from '../../../api/api.ts';

/** One letter whole, by its own id or its message's. */
export function readLetter(api: Api, id: string): Promise<Answer<DeadLetterDetail>> {
  return api.get(`/api/dlq/messages/${encodeURIComponent(id)}`, (contracts) => contracts.DeadLetterDetailSchema);
}
