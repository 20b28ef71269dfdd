import './without-eval.ts';
import './design/page.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { showTheme } from './design/theme.ts';
import { createPageSession } from './session/page-session.ts';
import { SessionContext } from './session/session-context.ts';
import { pageCatalogue } from './words/page-catalogue.ts';
import { openWords } from './words/words.ts';
import { WordsProvider } from './words/words-provider.tsx';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no #page');

showTheme();
const session = createPageSession();
session.start();
const words = await openWords(pageCatalogue);
createRoot(page).render(
  <StrictMode>
    <WordsProvider words={words}>
      <SessionContext value={session}>
        <QueryClientProvider client={session.queries}>
          <App />
        </QueryClientProvider>
      </SessionContext>
    </WordsProvider>
  </StrictMode>,
);
