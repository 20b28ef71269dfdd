import fastify from 'fastify';
import { expect, it } from 'vitest';
import { allowedMethods } from './allowed-methods.ts';

it('knows the methods of a path with parameters, and none for a path that is no route', async () => {
  const app = fastify();
  const allowed = allowedMethods(app);
  app.get('/thing/:id', async () => 'one');
  app.delete('/thing/:id', async () => 'gone');
  await app.ready();
  expect(allowed('/thing/7').sort()).toEqual(['DELETE', 'GET', 'HEAD']);
  expect(allowed('/thing/7/more')).toEqual([]);
  expect(allowed('/thing')).toEqual([]);
  await app.close();
});
