import { DLQ_RULE_MODES } from '@ballast/contracts/operators';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '../../api/api-error.ts';
import { TextField } from '../../design/text-field.tsx';
import { QueryInput } from '../dead-letters/query-input.tsx';
import { useKnownValues } from '../dead-letters/use-known-values.ts';
import { SegmentedControl } from '../segmented-control.tsx';
import { type RuleFaults, type RuleField, type RuleForm, type RuleNumber, rangeOf } from './rule-form.ts';

const PACE = ['budget_per_hour', 'rate_per_second', 'cooldown_seconds'] as const;
const REST = ['wait_seconds', 'max_retries'] as const;
const HOURS = ['hour_from', 'hour_to'] as const;

interface RuleFieldsProps {
  readonly form: RuleForm;
  readonly isNew: boolean;
  /** What the contract says against it. */
  readonly faults: RuleFaults;
  /** What the server said against it. */
  readonly refused: ApiError | undefined;
  readonly onChange: <F extends keyof RuleForm>(field: F, value: RuleForm[F]) => void;
}

/** What a person sets of a rule, each field with what is wrong with it. */
export function RuleFields({ form, isNew, faults, refused, onChange }: RuleFieldsProps) {
  const t = useTranslations('rules.editor');
  const modes = useTranslations('rules.modes');
  const queryId = useId();
  const known = useKnownValues('active');
  const faultOf = useFaultWords(faults, refused);
  const refusedQuery = refused?.problem?.errors?.some(({ field }) => field === 'condition_query') ? refused : undefined;

  const number = (field: RuleNumber) => (
    <TextField
      key={field}
      label={t(field)}
      inputMode="numeric"
      autoComplete="off"
      value={form[field]}
      fault={faultOf(field)}
      onText={(text) => onChange(field, text)}
    />
  );
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-4 sm:grid-cols-2">
        {isNew && (
          <TextField
            label={t('name')}
            hint={t('nameHint')}
            value={form.name}
            maxLength={100}
            spellCheck={false}
            autoComplete="off"
            autoFocus
            fault={faultOf('name')}
            onText={(text) => onChange('name', text)}
          />
        )}
        <TextField
          label={t('description')}
          value={form.description}
          maxLength={1000}
          autoFocus={!isNew}
          fault={faultOf('description')}
          onText={(text) => onChange('description', text)}
          className={isNew ? undefined : 'sm:col-span-2'}
        />
      </div>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 font-semibold text-ink text-sm">{t('which')}</legend>
        <TextField
          label={t('error_pattern')}
          hint={t('patternHint')}
          value={form.error_pattern}
          maxLength={500}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          fault={faultOf('error_pattern')}
          onText={(text) => onChange('error_pattern', text)}
        />
        <div>
          <label htmlFor={queryId} className="mb-1.5 block font-medium text-ink-soft text-sm">
            {t('condition_query')}
          </label>
          <QueryInput
            id={queryId}
            text={form.condition_query}
            onText={(text) => onChange('condition_query', text)}
            known={known}
            fault={refusedQuery}
            faultyText={form.condition_query}
          />
          {faults.condition_query !== undefined && (
            <p role="alert" className="mt-1.5 text-failed text-sm">
              {faultOf('condition_query')}
            </p>
          )}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">{REST.map(number)}</div>
      </fieldset>
      <fieldset>
        <legend className="mb-3 font-semibold text-ink text-sm">{t('pace')}</legend>
        <div className="grid gap-4 sm:grid-cols-3">{PACE.map(number)}</div>
      </fieldset>
      <fieldset>
        <legend className="mb-3 font-semibold text-ink text-sm">{t('hours')}</legend>
        <div className="grid gap-4 sm:grid-cols-2">{HOURS.map(number)}</div>
        <p className="mt-1.5 text-ink-faint text-sm">{t('hoursHint')}</p>
      </fieldset>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span aria-hidden className="font-medium text-ink-soft text-sm">
          {t('mode')}
        </span>
        <SegmentedControl
          label={t('mode')}
          value={form.mode}
          options={DLQ_RULE_MODES.map((mode) => ({ value: mode, label: modes(mode) }))}
          onChange={(mode) => onChange('mode', mode)}
        />
      </div>
    </div>
  );
}

/** What is wrong with a field, in words: by the contract, else by the server. */
function useFaultWords(faults: RuleFaults, refused: ApiError | undefined): (field: RuleField) => string | undefined {
  const t = useTranslations('rules.faults');
  return (field) => {
    const fault = faults[field];
    if (fault === 'range') return t('range', rangeOf(field as RuleNumber));
    if (fault !== undefined) return t(fault);
    const said = refused?.problem?.errors?.find((one) => one.field === field)?.message;
    return field === 'name' && refused?.status === 409 ? t('taken') : said;
  };
}
