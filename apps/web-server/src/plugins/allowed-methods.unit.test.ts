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

it('leaves a path alone that a parameter does not fit', async () => {
  const app = fastify();
  const allowed = allowedMethods(app);
  app.get('/users/:id([0-9a-f-]{36})', async () => 'one');
  app.post('/users/login', async () => 'asked');
  await app.ready();
  expect(allowed('/users/login')).toEqual(['POST']);
  expect(allowed('/users/0198c0de-0000-7000-8000-000000000000').sort()).toEqual(['GET', 'HEAD']);
  await app.close();
});
