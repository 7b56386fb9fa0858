import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.js';

/** What Chromium gives when the application can be put on the home screen. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Told by the browser before any page asked for it: it is kept for the page that does. */
let offered: InstallPrompt | null = null;
const listeners = new Set<(prompt: InstallPrompt | null) => void>();

function tell(prompt: InstallPrompt | null): void {
  offered = prompt;
  for (const listener of listeners) listener(prompt);
}

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  tell(event as InstallPrompt);
});
window.addEventListener('appinstalled', () => tell(null));

/** One press puts the scanner on the home screen, where the browser offers it. */
export function InstallInvitation() {
  const { t } = useTranslation('venue');
  const [prompt, setPrompt] = useState(offered);
  useEffect(() => {
    listeners.add(setPrompt);
    return () => void listeners.delete(setPrompt);
  }, []);
  if (!prompt) return null;
  return (
    <div className="row">
      <Button kind="secondary" icon="download" onClick={() => void prompt.prompt().finally(() => tell(null))}>
        {t('install.button')}
      </Button>
      <span className="soft">{t('install.why')}</span>
    </div>
  );
}
