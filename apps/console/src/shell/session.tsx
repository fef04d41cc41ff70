import { Button, Spin } from 'antd';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { readSession, RefusedError, signInUrl, type Session } from '../api.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { LanguageSwitch } from './LanguageSwitch.js';

const Context = createContext<Session | undefined>(undefined);

type State = { of: 'asking' } | { of: 'nobody' } | { of: 'refused'; error: RefusedError } | Session;

/** Asked for at once: what draws the answer is made meanwhile. */
export const asked = readSession();

/** Nothing of the console is shown before it is known who looks. */
export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const [state, setState] = useState<State>({ of: 'asking' });
  const { t, language } = useWords();
  useEffect(() => {
    asked.then(
      (session) => setState(session ?? { of: 'nobody' }),
      (error: unknown) => {
        if (error instanceof RefusedError) setState({ of: 'refused', error });
      },
    );
  }, []);
  if (!('of' in state)) return <Context value={state}>{children}</Context>;
  if (state.of === 'asking')
    return (
      <main className="alone" aria-live="polite">
        <Spin size="large" />
        <p>{t('app.opening')}</p>
      </main>
    );
  if (state.of === 'refused')
    return (
      <main className="stack alone">
        <Refusal error={state.error} />
      </main>
    );
  return (
    <main className="alone">
      <h1>{t('signIn.title')}</h1>
      <p className="quiet">{t('signIn.why')}</p>
      <div className="choices">
        <Button type="primary" size="large" href={signInUrl(language)}>
          {t('signIn.go')}
        </Button>
        <LanguageSwitch />
      </div>
    </main>
  );
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('nobody is signed in');
  return session;
}
