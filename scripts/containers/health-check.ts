// Asks the process in this container whether it is ready, by the port that it was given; ends with 0 if it is.
import { get } from 'node:http';

const TIMEOUT_MS = 2_500;
const port = process.env.PORT;
if (port === undefined) fail('PORT is not set: which process is this?');

get({ host: '127.0.0.1', port, path: '/readyz', timeout: TIMEOUT_MS }, (response) => {
  response.resume();
  if (response.statusCode !== 200) fail(`/readyz answers ${response.statusCode}`);
})
  .on('timeout', () => fail(`/readyz did not answer in ${TIMEOUT_MS} ms`))
  .on('error', (error) => fail(error.message));

function fail(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
