/** A sentence in which `4^64` is written as a power. */
export function WithExponents({ text }: { text: string }) {
  const [before, exponent, ...rest] = text.split(/\^([0-9]+)/u);
  if (exponent === undefined) return text;
  return (
    <>
      {before}
      <sup className="text-[0.75em]">{exponent}</sup>
      {rest.join('')}
    </>
  );
}
