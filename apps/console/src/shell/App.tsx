import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useMemo, type ReactNode } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { useWords } from '../i18n/index.js';
import { nonce } from '../nonce.js';
import { Fault } from '../parts/Fault.js';
import { Shell } from './Shell.js';
import { SessionProvider } from './session.js';
import { pages } from './pages.js';
import { useAppearance } from './appearance.js';

/** Made once: a change of language must not lose where somebody is. */
const router = createBrowserRouter(
  [
    {
      path: '/',
      element: (
        <SessionProvider>
          <Shell />
        </SessionProvider>
      ),
      errorElement: <Fault />,
      children: [
        ...pages.map(({ path, Page }) => ({ path, element: <Page />, errorElement: <Fault /> })),
        { path: '*', element: <Fault code="NOT_FOUND_HERE" /> },
      ],
    },
  ],
  { basename: '/console' },
);

export function App(): ReactNode {
  const { language } = useWords();
  const { isDark } = useAppearance();
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const look = useMemo(
    () => ({
      algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
      token: { colorPrimary: '#1d4ed8', borderRadius: 4, fontFamily: 'inherit' },
      components: { Table: { cellPaddingBlockSM: 6 } },
    }),
    [isDark],
  );
  return (
    <ConfigProvider
      locale={language === 'en' ? enUS : zhCN}
      theme={look}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      <AntApp>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  );
}
