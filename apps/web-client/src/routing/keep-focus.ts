/** What is read as one, from the innermost: where reading goes on when what had the focus in it is gone. */
const PLACES =
  'main, section, article, form, fieldset, li, dialog, [role="region"], [role="dialog"], [role="grid"], [role="group"]';

/**
 * Keeps the focus near what it was on. What is pressed often goes by being pressed: a form that is sent, a row that is
 * discarded. The browser then puts the focus to the document's beginning; this puts it to the smallest part of the page
 * around what is gone that is still there. Whatever moves the focus itself within two frames comes first.
 */
export function keepFocus(): () => void {
  /** What has the focus and all around it, from the inside. */
  let way: readonly Element[] = [];
  let frame = 0;

  function remember({ target }: FocusEvent): void {
    way = target instanceof Element ? around(target) : [];
  }

  function lookSoon(): void {
    if (frame === 0) frame = requestAnimationFrame(() => requestAnimationFrame(look));
  }

  function look(): void {
    frame = 0;
    const [last] = way;
    if (last === undefined || (document.activeElement !== null && document.activeElement !== document.body)) return;
    // Left by a press on nothing, or by itself: that is meant.
    if (isThere(last)) way = [];
    else focusPlace(way.find((one) => one.matches(PLACES) && isThere(one)) ?? document.querySelector('main'));
  }

  const observer = new MutationObserver(lookSoon);
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['class', 'disabled', 'hidden'] });
  document.addEventListener('focusin', remember);
  document.addEventListener('focusout', lookSoon);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    document.removeEventListener('focusin', remember);
    document.removeEventListener('focusout', lookSoon);
  };
}

function around(element: Element): Element[] {
  const outer = element.parentElement;
  return outer === null ? [element] : [element, ...around(outer)];
}

function isThere(element: Element): boolean {
  return element.isConnected && element.checkVisibility({ visibilityProperty: true }) && !element.matches(':disabled');
}

/** What is no control takes the focus for as long as it has it. */
function focusPlace(place: Element | null): void {
  if (!(place instanceof HTMLElement)) return;
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
    place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  }
  place.focus({ preventScroll: true });
}
