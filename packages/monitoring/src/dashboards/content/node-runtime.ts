import { NODE } from '../../prometheus/node-metrics.ts';
import { UP } from '../../prometheus/own-metrics.ts';
import { count, max, now } from '../../promql/functions.ts';
import { minus, over } from '../../promql/operators.ts';
import { type DashboardDefinition, lines, number, ranking, stacked, states } from '../define/panel.ts';
import { gaugeOf, highestOf, observedPerSecond, perSecond, quantileOf, totalNow } from '../define/scoped.ts';

export const nodeRuntime: DashboardDefinition = {
  title: 'Node.js Runtime',
  description: 'Processor, memory, event loop and garbage collection of every process.',
  rows: [
    {
      title: 'Processes',
      panels: [
        number({
          title: 'Processes that answer',
          description: 'Targets whose last scrape succeeded. Each process of the stack and each exporter is one.',
          unit: 'count',
          queries: [{ expr: totalNow(UP), legend: 'up' }],
        }),
        number({
          title: 'Youngest process',
          description: 'How long the process that was started last has been running: a small number is a restart.',
          unit: 'seconds',
          queries: [{ expr: minus(now, highestOf(NODE.processStart)), legend: 'age' }],
        }),
        number({
          title: 'Highest event loop lag',
          description: 'The worst p99 of any process. Over 100 ms its timers and answers are late for everybody.',
          unit: 'seconds',
          limits: { warning: 0.1, critical: 0.5 },
          queries: [{ expr: highestOf(NODE.eventLoopLagP99), legend: 'p99' }],
        }),
        number({
          title: 'Processor in use',
          description: 'Cores that all processes keep busy together.',
          unit: 'count',
          queries: [{ expr: perSecond(NODE.cpu), legend: 'cores' }],
        }),
        states({
          title: 'Which process answers',
          description: 'Whether Prometheus could scrape each target. A gap is a process that was down or not asked.',
          unit: 'count',
          limits: { warning: 1, critical: 0.5, below: true },
          words: { 0: 'down', 1: 'up' },
          queries: [{ expr: max(gaugeOf(UP), ['job', 'instance']), legend: '{{job}} {{instance}}' }],
        }),
        ranking({
          title: 'Versions of Node',
          description:
            'Processes by the version that they run. More than one version outside of a deploy is a deploy half done.',
          unit: 'count',
          queries: [{ expr: count(gaugeOf(NODE.version), ['version']), legend: '{{version}}' }],
        }),
      ],
    },
    {
      title: 'Processor and event loop',
      panels: [
        lines({
          title: 'Processor by process',
          description: 'Cores in use. One thread can use one core: a process without worker threads ends at 1.',
          unit: 'count',
          queries: [{ expr: perSecond(NODE.cpu, ['job', 'instance']), legend: '{{job}} {{instance}}' }],
        }),
        lines({
          title: 'Event loop lag, p99',
          description: 'How late the loop comes to what is due. It grows when something computes on the main thread.',
          unit: 'seconds',
          limits: { warning: 0.1, critical: 0.5 },
          queries: [{ expr: highestOf(NODE.eventLoopLagP99, ['job', 'instance']), legend: '{{job}} {{instance}}' }],
        }),
        lines({
          title: 'Event loop lag, median',
          description:
            'The usual turn of the loop. Where the median rises the process is busy all the time, not now and then.',
          unit: 'seconds',
          queries: [{ expr: highestOf(NODE.eventLoopLagMedian, ['job', 'instance']), legend: '{{job}} {{instance}}' }],
        }),
        stacked({
          title: 'What keeps the loop alive',
          description: 'Sockets, timers and requests that Node waits for. What only ever grows is a leak.',
          unit: 'count',
          queries: [{ expr: totalNow(NODE.resources, ['type']), legend: '{{type}}' }],
        }),
      ],
    },
    {
      title: 'Memory',
      panels: [
        lines({
          title: 'Resident memory',
          description: 'What the operating system has given each process.',
          unit: 'bytes',
          queries: [{ expr: highestOf(NODE.residentMemory, ['job', 'instance']), legend: '{{job}} {{instance}}' }],
        }),
        lines({
          title: 'Heap in use',
          description: 'A saw tooth is healthy; a floor that rises from tooth to tooth is a leak.',
          unit: 'bytes',
          queries: [{ expr: highestOf(NODE.heapUsed, ['job', 'instance']), legend: '{{job}} {{instance}}' }],
        }),
        lines({
          title: 'Share of the heap in use',
          description: 'Heap in use of the heap taken from the system.',
          unit: 'share',
          queries: [
            {
              expr: over(totalNow(NODE.heapUsed, ['job', 'instance']), totalNow(NODE.heapTotal, ['job', 'instance'])),
              legend: '{{job}} {{instance}}',
            },
          ],
        }),
        lines({
          title: 'External memory',
          description: 'Buffers outside of the heap: bodies, messages, connections.',
          unit: 'bytes',
          queries: [{ expr: highestOf(NODE.externalMemory, ['job', 'instance']), legend: '{{job}} {{instance}}' }],
        }),
      ],
    },
    {
      title: 'Garbage collection and files',
      panels: [
        stacked({
          title: 'Collections by kind',
          description: 'Minor ones are cheap and many; many major ones say that the heap is nearly full.',
          unit: 'perSecond',
          queries: [{ expr: observedPerSecond(NODE.garbageCollection, ['kind']), legend: '{{kind}}' }],
        }),
        lines({
          title: 'Duration of collections, p99',
          description: 'A collection stops the process: this is part of the event loop lag.',
          unit: 'seconds',
          queries: [{ expr: quantileOf(0.99, NODE.garbageCollection, ['job']), legend: '{{job}}' }],
        }),
        lines({
          title: 'Share of files open',
          description: 'File descriptors in use of those allowed. At 1 no connection can be opened any more.',
          unit: 'share',
          limits: { warning: 0.7, critical: 0.9 },
          queries: [
            {
              expr: over(totalNow(NODE.openFiles, ['job', 'instance']), totalNow(NODE.maxFiles, ['job', 'instance'])),
              legend: '{{job}} {{instance}}',
            },
          ],
        }),
      ],
    },
  ],
};
