import { expect, test } from 'vitest';
import { routeLabel } from './route-label.ts';

test.each([
  ['/prime-check/:id', {}, '/prime-check/:id'],
  ['/docs/static/*', {}, '/docs'],
  ['/api/dlq/messages/:id', {}, '/api/dlq'],
  ['/api/limits', {}, '/api/limits'],
  ['/results/:id', { page: true, limit: 'static' } as const, 'page'],
  ['/assets/index-4f6c2a9b.js', { limit: 'static' } as const, 'file'],
  [undefined, {}, 'unmatched'],
])('the route %s is called by what keeps the series few', (template, config, label) => {
  expect(routeLabel(template, config)).toBe(label);
});
