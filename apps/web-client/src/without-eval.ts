import { config } from 'zod';

// Zod would compile its schemas with `new Function`, which the page's policy forbids and reports; it asks whether it may when
// the first schema is made, so this has to be the first module of the page.
config({ jitless: true });
