import { Settings2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { PreferenceItems } from './preference-items.tsx';

/** The same as in the account's menu, behind a button of its own. */
export function PreferencesMenu() {
  const t = useTranslations('preferences');
  return (
    // Not modal: what a modal one does to the page's scrolling needs an inline style, which the page's policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button look="icon" aria-label={t('title')} title={t('title')}>
          <Settings2 size={16} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      {/* In the header and not at the document's end: all of a page lies within its landmarks. */}
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={16}
        className="fade-in z-30 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-y-auto rounded-md bg-surface p-1 shadow-float outline-none ring-1 ring-line"
      >
        <PreferenceItems />
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
