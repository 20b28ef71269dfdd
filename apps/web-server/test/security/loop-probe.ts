import { writeSync } from 'node:fs';

// Loaded into the process that is attacked, by `--import`. Asked by SIGUSR2, it says in one line how long the event loop was
// held up since it was last asked. Two figures: how late its timer was, and how much of that the process' own thread was
// computing. The rest is the machine's: on a busy one, any process is kept waiting now and then.

const TICK_MS = 5;
let late = 0;
let own = 0;
let lastAt = performance.now();
let lastCpu = cpuMs();

setInterval(() => {
  const now = performance.now();
  const cpu = cpuMs();
  const lateBy = now - lastAt - TICK_MS;
  late = Math.max(late, lateBy);
  own = Math.max(own, Math.min(lateBy, cpu - lastCpu));
  lastAt = now;
  lastCpu = cpu;
}, TICK_MS).unref();

process.on('SIGUSR2', () => {
  const { rss } = process.memoryUsage();
  writeSync(2, `${JSON.stringify({ probe: { lateMs: late, ownMs: own, rssMb: rss / 1024 / 1024 } })}\n`);
  late = 0;
  own = 0;
});

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
