import type { User } from '@ballast/contracts';
import { CircleUserRound, LogOut, type LucideIcon, MonitorX } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FailureNote } from '../forms/failure-note.tsx';
import { PreferenceItems } from '../preferences/preference-items.tsx';
import { goTo } from '../routing/use-route.ts';
import { AccountName } from './account-name.tsx';
import { useWaysOut } from './use-ways-out.ts';

const ITEM =
  'flex h-9 cursor-pointer select-none items-center gap-2 rounded-sm px-3 text-ink text-sm outline-none data-[disabled]:cursor-default data-[highlighted]:bg-raised data-[disabled]:opacity-60';

/** The signed-in user's name, and behind it the account, how the page looks and the ways out, of this browser and of all. It says "signed out" only when the server has done it. */
export function AccountMenu({ user }: { user: User }) {
  const t = useTranslations('account');
  const { leaving, isClosed, failure, leave } = useWaysOut(user);
  const [isOpen, setIsOpen] = useState(false);
  // A menu holds what can be chosen and nothing else: what went wrong is said where it was.
  useEffect(() => {
    if (failure !== undefined) setIsOpen(false);
  }, [failure]);
  return (
    <div className="relative flex min-w-0">
      {/* Not modal: what a modal one does to the page's scrolling needs an inline style, which the page's policy forbids. */}
      <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={setIsOpen}>
        <DropdownMenu.Trigger
          aria-label={t('accountOf', { name: user.name })}
          className="min-w-0 rounded-md transition-colors hover:bg-raised data-[state=open]:bg-raised"
        >
          <AccountName name={user.name} />
        </DropdownMenu.Trigger>
        {/* In the header and not at the document's end: all of a page lies within its landmarks. */}
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={16}
          className="fade-in z-20 max-h-(--radix-dropdown-menu-content-available-height) min-w-56 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-md bg-surface p-1 shadow-float outline-none ring-1 ring-line"
        >
          <DropdownMenu.Label className="px-3 pt-2 pb-2.5">
            <bdi className="block truncate font-medium text-ink text-sm">{user.name}</bdi>
            <span className="block truncate text-ink-faint text-sm">{user.email}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="mb-1 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} onSelect={() => goTo('/account')}>
            <CircleUserRound size={16} aria-hidden className="text-ink-faint" />
            {t('yourAccount')}
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <PreferenceItems />
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <WayOut
            icon={LogOut}
            label={t(leaving === 'here' ? 'signingOut' : 'signOut')}
            disabled={isClosed}
            onPress={() => leave('here')}
          />
          <WayOut
            icon={MonitorX}
            label={t(leaving === 'everywhere' ? 'signingOutEverywhere' : 'signOutEverywhere')}
            disabled={isClosed}
            onPress={() => leave('everywhere')}
          />
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      {failure !== undefined && !isOpen && (
        <div className="absolute top-full right-0 z-20 mt-1 w-72 max-w-[calc(100vw-2rem)] rounded-md bg-surface shadow-float">
          <FailureNote failure={failure} />
        </div>
      )}
    </div>
  );
}

interface WayOutProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly disabled: boolean;
  readonly onPress: () => void;
}

function WayOut({ icon: Icon, label, disabled, onPress }: WayOutProps) {
  return (
    <DropdownMenu.Item
      disabled={disabled}
      onSelect={(event) => {
        // Open until it is done, so that the outcome is seen where it was asked for.
        event.preventDefault();
        onPress();
      }}
      className={ITEM}
    >
      <Icon size={16} aria-hidden className="text-ink-faint" />
      {label}
    </DropdownMenu.Item>
  );
}
