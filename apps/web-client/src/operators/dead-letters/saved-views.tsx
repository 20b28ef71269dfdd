import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark, Trash2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../../api/api-error.ts';
import { Button } from '../../design/button.tsx';
import { TextField } from '../../design/text-field.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { useWhyClosed } from '../use-why-closed.ts';
import { viewsQuery } from './dead-letters-queries.ts';
import { deleteView, saveView } from './letters-api.ts';

interface SavedViewsProps {
  readonly query: string;
  readonly onChoose: (query: string) => void;
  readonly operator: Operator;
}

/** Searches with a name, shared by all operators: choose one, save the present one, delete one. */
export function SavedViews(props: SavedViewsProps) {
  const t = useTranslations('deadLetters.views');
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button className="h-11">
          <Bookmark size={16} aria-hidden /> <span className="max-sm:sr-only">{t('title')}</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t('title')}
          className="z-30 w-80 max-w-[calc(100vw-1rem)] rounded-md bg-surface p-2 shadow-float ring-1 ring-line"
        >
          <ViewList {...props} onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ViewList({ query, onChoose, operator, onDone }: SavedViewsProps & { onDone: () => void }) {
  const t = useTranslations('deadLetters.views');
  const queries = useQueryClient();
  const closedId = useId();
  const views = useQuery(viewsQuery);
  const remove = useAct(deleteView, () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey }));
  const closed = useWhyClosed(operator, 'operator', t('act'));
  return (
    <>
      {views.isPending && <PanelSkeleton rows={2} className="h-11" what={t('title')} />}
      {views.isLoadingError && <PanelError what={t('title')} query={views} />}
      {views.data?.length === 0 && <PanelEmpty>{t('empty')}</PanelEmpty>}
      <ul className="max-h-72 overflow-y-auto">
        {views.data?.map((view) => (
          <li key={view.name} className="flex items-center gap-1">
            <button
              type="button"
              onClick={() => {
                onChoose(view.query);
                onDone();
              }}
              className="min-w-0 grow rounded-md px-2 py-1.5 text-left hover:bg-raised"
            >
              <span className="block truncate text-ink text-sm">{view.name}</span>
              <span className="block truncate font-mono text-ink-faint text-xs">{view.query}</span>
            </button>
            <Button
              look="icon"
              aria-label={t('remove', { name: view.name })}
              title={closed ?? t('remove', { name: view.name })}
              disabled={closed !== undefined || remove.busy}
              onClick={() => remove.run(view.name)}
            >
              <Trash2 size={16} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {remove.failure !== undefined && <FailureNote failure={remove.failure} />}
      <SaveForm query={query} closed={closed} closedId={closedId} />
      {closed !== undefined && (
        <p id={closedId} className="px-2 pb-1 text-ink-faint text-xs">
          {closed}
        </p>
      )}
    </>
  );
}

function SaveForm({ query, closed, closedId }: { query: string; closed: string | undefined; closedId: string }) {
  const t = useTranslations('deadLetters.views');
  const queries = useQueryClient();
  const [name, setName] = useState<string>();
  const [fault, setFault] = useState<string>();
  const save = useAct(
    (chosen: string) => saveView(chosen, query),
    () => {
      setName(undefined);
      return queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
    },
  );
  const taken = save.error instanceof ApiError && save.error.status === 409;
  if (name === undefined) {
    return (
      <Button
        disabled={closed !== undefined || query === ''}
        aria-describedby={closed === undefined ? undefined : closedId}
        title={query === '' ? t('nothing') : undefined}
        onClick={() => setName('')}
      >
        {t('save')}
      </Button>
    );
  }
  return (
    <form
      noValidate
      className="border-line border-t p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') setFault(t('nameFault'));
        else save.run(name.trim());
      }}
    >
      <TextField
        label={t('name')}
        value={name}
        maxLength={100}
        fault={fault ?? (taken ? t('taken') : undefined)}
        autoFocus
        onText={(text) => {
          setFault(undefined);
          if (taken) save.reset();
          setName(text);
        }}
      />
      {save.failure !== undefined && !taken && <FailureNote failure={save.failure} />}
      <div className="mt-2 flex gap-2">
        <Button look="primary" type="submit" disabled={save.busy || save.early}>
          {t('saveAct')}
        </Button>
        <Button onClick={() => setName(undefined)}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
