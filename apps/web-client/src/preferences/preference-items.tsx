import { Check, Keyboard } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { chooseTheme, THEMES, useTheme } from '../design/theme.ts';
import { openHelp } from '../shortcuts/help.tsx';
import { LOCALES, type Locale } from '../words/locale.ts';
import { useWords } from '../words/words-provider.tsx';

/** Each in its own language: it is looked for by who reads no other. */
const LANGUAGES: Readonly<Record<Locale, string>> = { en: 'English', ja: '日本語' };
const ITEM =
  'flex h-9 cursor-pointer select-none items-center gap-2 rounded-sm px-3 text-ink text-sm outline-none data-[highlighted]:bg-raised';

/** How the page looks to whoever uses this browser, for a menu: theme, language, and which keys there are. */
export function PreferenceItems() {
  const t = useTranslations('preferences');
  const theme = useTheme();
  const words = useWords();
  const { locale } = useSyncExternalStore(words.subscribe, words.get);
  return (
    <>
      <Choices title={t('theme')} value={theme}>
        {THEMES.map((one) => (
          <Choice key={one} value={one} onChoose={() => chooseTheme(one)}>
            {t(`themes.${one}`)}
          </Choice>
        ))}
      </Choices>
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
      <Choices title={t('language')} value={locale}>
        {LOCALES.map((one) => (
          // What cannot be loaded leaves the page in the language that it has.
          <Choice key={one} value={one} onChoose={() => void words.choose(one).catch(() => undefined)}>
            <span lang={one}>{LANGUAGES[one]}</span>
          </Choice>
        ))}
      </Choices>
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
      <DropdownMenu.Item className={ITEM} onSelect={openHelp}>
        <Keyboard size={16} aria-hidden className="text-ink-faint" />
        {t('shortcuts')}
      </DropdownMenu.Item>
    </>
  );
}

function Choices({ title, value, children }: { title: string; value: string; children: ReactNode }) {
  return (
    <DropdownMenu.RadioGroup value={value} aria-label={title}>
      <DropdownMenu.Label className="px-3 pt-2 pb-1 text-ink-faint text-xs">{title}</DropdownMenu.Label>
      {children}
    </DropdownMenu.RadioGroup>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

function Choice({ value, onChoose, children }: ChoiceProps) {
  return (
    <DropdownMenu.RadioItem
      value={value}
      className={ITEM}
      onSelect={(event) => {
        // Open, so that another can be tried.
        event.preventDefault();
        onChoose();
      }}
    >
      <span className="w-4 text-accent">
        <DropdownMenu.ItemIndicator>
          <Check size={16} aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.RadioItem>
  );
}
