import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { TextField } from '../../design/text-field.tsx';
import type { AuditFilters } from './audit-address.ts';
import { TARGET_TYPES } from './target-types.ts';

interface AuditFiltersFormProps {
  readonly filters: AuditFilters;
  readonly onFilter: (filters: AuditFilters) => void;
}

/** Who, what kind of thing, and which: what is typed counts on Enter or by the button, a kind at once. */
export function AuditFiltersForm({ filters: { actor, type, target }, onFilter }: AuditFiltersFormProps) {
  const t = useTranslations('audit.filters');
  const types = useTranslations('audit.types');
  const of = JSON.stringify([actor, target]);
  const [draft, setDraft] = useState({ of, actor, target });
  // Another address, such as by "back", brings its own.
  const typed = draft.of === of ? draft : { of, actor, target };
  return (
    <form
      aria-label={t('label')}
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ actor: typed.actor.trim(), type, target: typed.target.trim() });
      }}
      className="mt-5 grid items-end gap-x-3 gap-y-3 sm:grid-cols-[minmax(0,1fr)_12rem_minmax(0,1fr)_auto]"
    >
      <TextField
        label={t('actor')}
        placeholder={t('actorHint')}
        value={typed.actor}
        maxLength={255}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onText={(text) => setDraft({ ...typed, actor: text })}
      />
      <label className="block">
        <span className="mb-1.5 block font-medium text-ink-soft text-sm">{t('type')}</span>
        <select
          value={type}
          onChange={(event) =>
            onFilter({ actor: typed.actor.trim(), type: event.target.value, target: typed.target.trim() })
          }
          className="h-11 w-full rounded-md bg-surface px-3 text-ink outline-none ring-1 ring-edge focus:ring-2 focus:ring-accent"
        >
          <option value="">{t('anyType')}</option>
          {TARGET_TYPES.map((one) => (
            <option key={one} value={one}>
              {types(one)}
            </option>
          ))}
          {type !== '' && !TARGET_TYPES.some((one) => one === type) && <option value={type}>{type}</option>}
        </select>
      </label>
      <TextField
        label={t('target')}
        placeholder={t('targetHint')}
        value={typed.target}
        maxLength={255}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onText={(text) => setDraft({ ...typed, target: text })}
      />
      <Button type="submit" className="h-11 justify-self-start">
        {t('apply')}
      </Button>
    </form>
  );
}
