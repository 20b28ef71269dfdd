import type { Command } from 'commander';
import { noun } from '../noun.ts';
import { rotate } from './rotate.ts';

export function keys(): Command {
  return noun('keys', 'what e-mail addresses are sealed with', [rotate()]);
}
