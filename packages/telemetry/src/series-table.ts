export type Labels = Readonly<Record<string, string>>;

/** Series by the value of one label, and below it by that of the next. */
class Branch<Series> {
  readonly #branches = new Map<string | undefined, Branch<Series>>();
  series: Series | undefined;

  at(value: string | undefined): Branch<Series> {
    const known = this.#branches.get(value);
    if (known !== undefined) return known;
    const branch = new Branch<Series>();
    this.#branches.set(value, branch);
    return branch;
  }
}

/**
 * A metric's series, found by their labels' values as they are. prom-client makes a text of all labels, sorted, each time it
 * looks for one, which was the most that a request's metrics cost.
 */
export class SeriesTable<Series> {
  readonly all: Series[] = [];
  readonly #labelNames: readonly string[];
  readonly #make: (labels: Labels) => Series;
  readonly #root = new Branch<Series>();

  constructor(labelNames: readonly string[], make: (labels: Labels) => Series) {
    this.#labelNames = labelNames;
    this.#make = make;
  }

  /** The series of these labels, which is made when there is none. */
  at(labels: Labels): Series {
    let branch = this.#root;
    for (const name of this.#labelNames) branch = branch.at(labels[name]);
    branch.series ??= this.#add(labels);
    return branch.series;
  }

  #add(labels: Labels): Series {
    const series = this.#make({ ...labels });
    this.all.push(series);
    return series;
  }
}
