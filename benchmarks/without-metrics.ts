// Loaded into a process before everything else (`node --import`), so that its metrics and traces cost nothing: every
// observation is an empty function, and no tracer is set up, so that there are no ids and no contexts either. The product
// has no such switch.
import { SeriesCounter, SeriesHistogram } from '@ballast/telemetry';
import { context, trace } from '@opentelemetry/api';
import { Gauge } from 'prom-client';

const nothing = () => undefined;
Object.assign(Gauge.prototype, { set: nothing, inc: nothing, dec: nothing });
Object.assign(SeriesCounter.prototype, { inc: nothing });
Object.assign(SeriesHistogram.prototype, { observe: nothing, zero: nothing });
Object.assign(trace, { setGlobalTracerProvider: nothing });
Object.assign(context, { setGlobalContextManager: nothing });
