import './without-eval.ts';
import './design/page.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createPageSession } from './session/page-session.ts';
import { SessionContext } from './session/session-context.ts';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no #page');

const session = createPageSession();
session.start();
createRoot(page).render(
  <StrictMode>
    <SessionContext value={session}>
      <QueryClientProvider client={session.queries}>
        <App />
      </QueryClientProvider>
    </SessionContext>
  </StrictMode>,
);
