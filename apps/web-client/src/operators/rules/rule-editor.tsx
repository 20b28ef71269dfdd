import type { Rule, RuleBody } from '@ballast/contracts/operators';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../../api/api-error.ts';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { RuleFields } from './rule-fields.tsx';
import { formOf, patchOf, type RuleFaults, type RuleForm, readForm, trialOf } from './rule-form.ts';
import { RuleTrial } from './rule-trial.tsx';
import { changeRule, createRule } from './rules-api.ts';
import { takeRule } from './rules-queries.ts';

interface RuleEditorProps {
  /** Undefined for a new one. */
  readonly rule: Rule | undefined;
  readonly onClose: () => void;
}

/** Makes or changes a rule: checked by the contract before it is sent, tried before it is kept. Escape leaves all as it was. */
export function RuleEditor({ rule, onClose }: RuleEditorProps) {
  const t = useTranslations('rules.editor');
  const id = useId();
  const queries = useQueryClient();
  // As it was when it was opened: what others change meanwhile does not move what is being typed.
  const [began] = useState(rule);
  const [form, setForm] = useState<RuleForm>(() => formOf(rule));
  const [faults, setFaults] = useState<RuleFaults>({});
  const [isUnchanged, setIsUnchanged] = useState(false);
  const save = useAct(
    (body: RuleBody) => (began === undefined ? createRule(body) : changeRule(began.name, patchOf(began, body))),
    (saved) => {
      onClose();
      return takeRule(queries, saved);
    },
  );
  // What the server found wrong with one field stands at the field.
  const refused = save.error instanceof ApiError ? save.error : undefined;
  const isAtField =
    refused?.problem?.errors?.some(({ field }) => field !== 'mode' && Object.hasOwn(form, field)) === true;

  function read(): RuleBody | undefined {
    const found = readForm(form);
    setFaults('faults' in found ? found.faults : {});
    return 'body' in found ? found.body : undefined;
  }

  function submit(): void {
    const body = read();
    if (body === undefined) return;
    if (began !== undefined && Object.keys(patchOf(began, body)).length === 0) setIsUnchanged(true);
    else save.run(body);
  }

  return (
    <form
      noValidate
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="my-4 rounded-md bg-surface p-4 ring-1 ring-line sm:p-6"
    >
      <h2 id={id} className="mb-4 font-semibold text-base text-ink">
        {rule === undefined ? t('create') : t('change', { name: rule.name })}
      </h2>
      <RuleFields
        form={form}
        isNew={rule === undefined}
        faults={faults}
        refused={refused}
        onChange={(field, value) => {
          setForm((before) => ({ ...before, [field]: value }));
          setFaults(({ [field as keyof RuleFaults]: _mended, ...others }) => others);
          setIsUnchanged(false);
          if (save.error !== null) save.reset();
        }}
      />
      <div className="mt-4 -ml-3">
        <RuleTrial
          // What was found for other settings says nothing of these.
          key={[form.error_pattern, form.condition_query, form.wait_seconds, form.max_retries].join('\n')}
          read={() => {
            const body = read();
            return body && trialOf(body);
          }}
        />
      </div>
      {save.failure !== undefined && !isAtField && <FailureNote failure={save.failure} />}
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" disabled={save.busy || save.early}>
          {t(save.busy ? 'saving' : rule === undefined ? 'make' : 'save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <span role="status" className="text-ink-soft text-sm">
          {isUnchanged && t('unchanged')}
        </span>
      </div>
    </form>
  );
}
