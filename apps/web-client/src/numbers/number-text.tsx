import { Fragment } from 'react';
import { classNames } from '../design/class-names.ts';
import { groupDigits } from './group-digits.ts';
import { shortenNumber } from './shorten-number.ts';

/** A whole number in groups of three. Copied, it is the bare digits. */
export function NumberText({ digits, className }: { digits: string; className?: string }) {
  return (
    <span className={classNames('font-mono', className)}>
      <Groups groups={groupDigits(digits)} />
    </span>
  );
}

/** A number on one line, without its middle where it is too long for the place it stands in (a container). */
export function ShortNumberText({ digits, className }: { digits: string; className?: string }) {
  return (
    <span className={classNames('whitespace-nowrap font-mono', className)}>
      <span className="@3xs:hidden">
        <Shortened digits={digits} groupsEachSide={2} />
      </span>
      <span className="hidden @3xs:inline">
        <Shortened digits={digits} groupsEachSide={3} />
      </span>
    </span>
  );
}

function Shortened({ digits, groupsEachSide }: { digits: string; groupsEachSide: number }) {
  const { head, tail } = shortenNumber(digits, groupsEachSide);
  return (
    <>
      <Groups groups={head} />
      {tail.length > 0 && (
        <>
          <span className="digit-group text-ink-faint">…</span>
          <Groups groups={tail} />
        </>
      )}
    </>
  );
}

function Groups({ groups }: { groups: readonly string[] }) {
  return groups.map((digits, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a group of digits is its place in the number
    <Fragment key={place}>
      {place > 0 && <wbr />}
      <span className="digit-group">{digits}</span>
    </Fragment>
  ));
}
