import { AddressRanges, listVariable } from '@ballast/runtime';

/** Comma-separated origins, written as browsers send them. `*` is none: who may read answers is named. */
export function originsVariable() {
  return listVariable().superRefine((origins, context) => {
    for (const origin of origins) {
      if (isOrigin(origin)) continue;
      context.addIssue({
        code: 'custom',
        message: `has "${origin}", which is no origin like https://app.example.com (no path, no *)`,
      });
    }
  });
}

/** Comma-separated `mailto:` and `https:` URLs. */
export function contactsVariable() {
  return listVariable().superRefine((contacts, context) => {
    for (const contact of contacts) {
      if (/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(contact) && URL.canParse(contact)) continue;
      context.addIssue({ code: 'custom', message: `has "${contact}", which is neither a mailto: nor a https: URL` });
    }
  });
}

/** Comma-separated ranges, as Fastify takes them. */
export function proxiesVariable() {
  return listVariable().superRefine((entries, context) => {
    try {
      new AddressRanges(entries);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && origin === text;
}
