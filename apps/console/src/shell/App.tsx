import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { lazy, Suspense, useEffect, useMemo, type ReactNode } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { useWords } from '../i18n/index.js';
import { nonce } from '../nonce.js';
import { SessionProvider } from './session.js';
import { pages } from './pages.js';
import { Fault } from '../parts/Fault.js';
import { useAppearance } from './appearance.js';
import { loadShell } from './warm.js';

/** The frame comes once somebody is signed in: the first page is for those who are not. */
const Shell = lazy(loadShell);

/** Made once: a change of language must not lose where somebody is. */
const router = createBrowserRouter(
  [
    {
      path: '/',
      element: (
        <SessionProvider>
          <Suspense>
            <Shell />
          </Suspense>
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

/** Texts of tags on light ground and on dark. */
const TAG_TEXTS = {
  light: {
    green: '#237804',
    gold: '#874d00',
    orange: '#ad4e00',
    volcano: '#ad2102',
    lime: '#3f6600',
    cyan: '#006d75',
  },
  dark: { purple: '#ab7ae0', geekblue: '#7f9ef3', red: '#f37370' },
};
/** antd writes each shade under two names into one variable. */
const tagTexts = (ground: keyof typeof TAG_TEXTS): Record<string, string> =>
  Object.fromEntries(
    Object.entries(TAG_TEXTS[ground]).flatMap(([name, text]) => [
      [`${name}7`, text],
      [`${name}-7`, text],
    ]),
  );

/** antd's quieter texts have less contrast than WCAG 1.4.3 asks for (4.5:1). */
const quietTexts = (isDark: boolean): Record<string, string> => {
  const colour = isDark ? 'rgba(255, 255, 255, 0.7)' : 'rgba(0, 0, 0, 0.65)';
  return {
    colorTextDescription: colour,
    colorTextTertiary: colour,
    colorTextQuaternary: colour,
    colorTextPlaceholder: colour,
    ...(isDark
      ? { colorLink: '#6ea8fe', colorLinkHover: '#9ec5fe', colorError: '#ff7875', ...tagTexts('dark') }
      : { colorLink: '#1d4ed8', colorError: '#cf1322', ...tagTexts('light') }),
  };
};

export function App(): ReactNode {
  const { language } = useWords();
  const { isDark } = useAppearance();
  useEffect(() => {
    const page = document.documentElement;
    page.style.colorScheme = page.dataset['look'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  const look = useMemo(
    () => ({
      algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
      token: {
        colorPrimary: '#1d4ed8',
        colorInfo: '#1d4ed8',
        borderRadius: 4,
        fontFamily: 'inherit',
        ...quietTexts(isDark),
      },
      components: {
        Table: { cellPaddingBlockSM: 6 },
        // The primary colour is too dark on the dark ground of a chosen item (WCAG 1.4.3).
        Menu: isDark ? { itemSelectedColor: '#9ec5fe' } : {},
      },
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
