import type { Problem } from '@ballast/contracts';

export function problem(status: number, code: Problem['code'], title: string, rest: Partial<Problem> = {}): Problem {
  return { type: 'about:blank', title, status, code, ...rest };
}
