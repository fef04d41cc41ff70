import './nonce.js';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App.js';
import { WordsProvider } from './i18n/index.js';
import { asked } from './shell/session.js';
import { warm, warmFirst } from './shell/warm.js';
import './style.css';

const page = document.getElementById('page');
if (!page) throw new Error('the page has no place for the console');
warm(location);
warmFirst(asked);
createRoot(page).render(
  <WordsProvider>
    <App />
  </WordsProvider>,
);

// Letters for machines that have none of their own; the list of their pieces alone is as long as a page.
void import('./fonts.css');
