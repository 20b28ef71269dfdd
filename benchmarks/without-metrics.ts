// Loaded into a process before everything else (`node --import`), so that its metrics cost nothing: every observation is an
// empty function. The product has no such switch.
import { Counter, Gauge, Histogram } from 'prom-client';

const nothing = () => undefined;
Object.assign(Counter.prototype, { inc: nothing });
Object.assign(Gauge.prototype, { set: nothing, inc: nothing, dec: nothing });
Object.assign(Histogram.prototype, { observeWithExemplar: nothing, observeWithoutExemplar: nothing, zero: nothing });
