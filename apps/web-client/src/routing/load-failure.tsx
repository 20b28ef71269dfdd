import { Component, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';

/** Stands in for a page whose code could not be loaded: no network, or a server that was renewed meanwhile. */
export class LoadFailure extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <NotLoaded /> : this.props.children;
  }
}

function NotLoaded() {
  const t = useTranslations('routing');
  return (
    <div className="mx-auto max-w-[46rem] px-4 pt-24 text-center">
      <p role="alert" className="text-ink">
        {t('loadFailed')}
      </p>
      <Button className="mt-3" onClick={() => window.location.reload()}>
        {t('loadAgain')}
      </Button>
    </div>
  );
}
