import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { createServices, ServicesContext } from './services';
import './shared/theme/tokens.css';
import './shared/theme/base.css';
import './shared/theme/parts.css';
import './shared/theme/notices.css';
import './shared/theme/figures.css';
import './shared/shell/shell.css';
import './twin-state/live/live.css';
import { applyStoredTheme } from './shared/theme/useTheme';

applyStoredTheme();
const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <ServicesContext value={createServices()}>
      <App />
    </ServicesContext>
  </StrictMode>,
);
