// Loaded into a process before everything else (`node --import`), so that its metrics and traces cost nothing: every
// observation is an empty function, and no tracer is set up, so that there are no ids and no contexts either. The product
// has no such switch.
import { SeriesHistogram } from '@ballast/telemetry';
import { context, trace } from '@opentelemetry/api';
import { Counter, Gauge } from 'prom-client';

const nothing = () => undefined;
// A counter takes one of the two for its own when it is made.
Object.assign(Counter.prototype, { incWithExemplar: nothing, incWithoutExemplar: nothing });
Object.assign(Gauge.prototype, { set: nothing, inc: nothing, dec: nothing });
Object.assign(SeriesHistogram.prototype, { observe: nothing, zero: nothing });
Object.assign(trace, { setGlobalTracerProvider: nothing });
Object.assign(context, { setGlobalContextManager: nothing });
