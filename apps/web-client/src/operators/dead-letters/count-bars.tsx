import { useFormatter, useTranslations } from 'use-intl';

interface CountBarsProps {
  readonly title: string;
  /** What a row's name is: "Type". */
  readonly what: string;
  readonly rows: readonly { readonly name: string; readonly count: number; readonly fill: string }[];
  readonly asTable: boolean;
}

/** Counts by name, as a table each of whose rows has a bar behind it; the bars go where only the table is wanted. */
export function CountBars({ title, what, rows, asTable }: CountBarsProps) {
  const t = useTranslations('deadLetters.charts');
  const format = useFormatter();
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 font-medium text-ink text-sm">{title}</figcaption>
      <table className="w-full text-sm">
        <thead className={asTable ? 'text-ink-faint' : 'sr-only'}>
          <tr>
            <th scope="col" className="text-left font-normal">
              {what}
            </th>
            <th scope="col" className="text-right font-normal">
              {t('count')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, count, fill }) => (
            <tr key={name}>
              <th scope="row" className="py-1 text-left font-normal text-ink">
                {name}
                {!asTable && (
                  <svg aria-hidden className="mt-1 block h-1.5 w-full" viewBox="0 0 100 6" preserveAspectRatio="none">
                    <rect width={(count / most) * 100} height="6" fill={fill} />
                  </svg>
                )}
              </th>
              <td className="w-16 text-right align-bottom text-ink tabular-nums">{format.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
