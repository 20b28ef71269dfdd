import { parser } from '@prometheus-io/lezer-promql';

/** One selector of a query: what it is called, and what is asked of its labels. */
interface ReadSelector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

export interface ReadQuery {
  readonly selectors: readonly ReadSelector[];
  /** Labels named by `by`, `without`, `on` and `ignoring`. */
  readonly groupedBy: readonly string[];
  /** Ranges, such as `5m` or Grafana's variables. */
  readonly ranges: readonly string[];
}

/** What stands in for Grafana's own ranges, of the same length, so that places in the text stay. */
const VARIABLE_RANGE = /\$__[a-z_]+/g;

/**
 * Takes a query of a dashboard apart, by the grammar that Prometheus' own editor uses.
 *
 * @throws SyntaxError with the place at which it cannot be read
 */
export function readQuery(query: string): ReadQuery {
  const readable = query.replace(VARIABLE_RANGE, (variable) => '1m'.padStart(variable.length, '0'));
  const selectors: ReadSelector[] = [];
  const groupedBy: string[] = [];
  const ranges: string[] = [];
  const textOf = (node: { from: number; to: number }) => query.slice(node.from, node.to);
  parser.parse(readable).iterate({
    enter: ({ node, name, type, from }) => {
      if (type.isError) throw new SyntaxError(`cannot be read at ${from}: ${query}`);
      if (name === 'GroupingLabels') groupedBy.push(...node.getChildren('LabelName').map(textOf));
      if (name === 'MatrixSelector') {
        const range = node.getChild('DurationExpr');
        if (range !== null) ranges.push(textOf(range));
      }
      if (name !== 'VectorSelector') return;
      const identifier = node.getChild('Identifier');
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      selectors.push({
        metric: identifier === null ? '' : textOf(identifier),
        matchers: matchers.map((matcher) => {
          const part = (kind: string) => {
            const child = matcher.getChild(kind);
            return child === null ? '' : textOf(child);
          };
          return {
            label: part('LabelName'),
            operator: part('MatchOp'),
            value: String(JSON.parse(part('StringLiteral'))),
          };
        }),
      });
    },
  });
  return { selectors, groupedBy, ranges };
}
