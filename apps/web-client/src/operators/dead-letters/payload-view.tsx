import type { DeadLetterDetail } from '@ballast/contracts/operators';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { CopyButton } from '../../design/copy-button.tsx';
import { SegmentedControl } from '../segmented-control.tsx';
import { JsonTree } from './json-tree.tsx';

/** What the message carried: as a tree or as it was written; what is no JSON as its very bytes. */
export function PayloadView({ letter }: { letter: DeadLetterDetail }) {
  const t = useTranslations('deadLetters.detail');
  const [look, setLook] = useState<'tree' | 'raw'>('tree');
  if (letter.payload_raw !== undefined) return <UndecodablePayload base64={letter.payload_raw} />;
  if (letter.payload === undefined) return <p className="text-ink-soft text-sm">{t('noPayload')}</p>;
  const raw = JSON.stringify(letter.payload, null, 2);
  return (
    <>
      <div className="mb-2 flex items-center justify-between gap-2">
        <SegmentedControl
          label={t('payloadLook')}
          value={look}
          options={[
            { value: 'tree', label: t('tree') },
            { value: 'raw', label: t('raw') },
          ]}
          onChange={setLook}
        />
        <CopyButton text={raw} what={t('payloadText')} />
      </div>
      {look === 'tree' ? <JsonTree value={letter.payload} /> : <Code text={raw} label={t('raw')} />}
    </>
  );
}

function UndecodablePayload({ base64 }: { base64: string }) {
  const t = useTranslations('deadLetters.detail');
  const { bytes, text } = useMemo(() => {
    const decoded = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return { bytes: decoded.length, text: new TextDecoder().decode(decoded) };
  }, [base64]);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <p className="text-ink-soft text-sm">{t('undecodable', { count: bytes })}</p>
        <CopyButton text={base64} what={t('base64')} />
      </div>
      <Code text={base64} label={t('base64')} />
      <p className="text-ink-soft text-sm">{t('asText')}</p>
      <Code text={text} label={t('asText')} />
    </div>
  );
}

/** Text to be read to the letter. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div
      // A group and no region: a letter has several such texts, and each under a heading of its own.
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      aria-label={label}
      className="max-h-96 overflow-auto whitespace-pre-wrap break-all rounded-md bg-raised p-3 font-mono text-ink text-xs"
    >
      {text}
    </div>
  );
}
