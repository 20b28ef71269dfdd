import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { basicFont } from './basic-font.ts';
import { compileMessages } from './compile-messages.ts';

const webServer = process.env.WEB_SERVER_URL ?? 'http://127.0.0.1:8080';

const pageOf = ({ method }: { method?: string | undefined }) => (method === 'GET' ? '/index.html' : undefined);

export default defineConfig({
  plugins: [basicFont(), compileMessages(), react(), tailwindcss()],
  resolve: { alias: [{ find: /^use-intl\/format-message$/u, replacement: 'use-intl/format-message/format-only' }] },
  build: {
    // Everything is a file of its own under /assets, so that a policy of 'self' alone is enough: no data: URL, no
    // inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    // Chunks run before what imports them: with the library in one chunk with `without-eval.ts`, no schema can be made first.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'schemas', test: /[\\/](?:zod[\\/]|without-eval\.ts$)/u }] } },
    },
  },
  server: {
    // `/prime-check` also covers `/prime-check/<id>`; `/results/<id>` is a page and stays with Vite, as do the pages of
    // links in mails, whose addresses are the server's for a POST alone.
    proxy: {
      '/prime-check': webServer,
      '/events': webServer,
      '/api': webServer,
      '/users': { target: webServer, bypass: pageOf },
      '/mail/stop': { target: webServer, bypass: pageOf },
    },
  },
});
