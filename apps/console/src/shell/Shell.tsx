import { BulbOutlined, LogoutOutlined, MenuOutlined } from '@ant-design/icons';
import {
  App,
  Button,
  ConfigProvider,
  Drawer,
  Grid,
  Layout,
  Menu,
  Space,
  Spin,
  theme,
  Tooltip,
  Typography,
} from 'antd';
import { Suspense, useState, type ReactNode } from 'react';
import { Link, Navigate, Outlet, useLocation } from 'react-router';
import { RefusedError, signOut } from '../api.js';
import { useWords } from '../i18n/index.js';
import { told } from '../parts/told.js';
import { useAppearance } from './appearance.js';
import { LanguageSwitch } from './LanguageSwitch.js';
import { firstPage, pages } from './pages.js';
import { useSession } from './session.js';

/** The frame around every page: what there is for this person, who they are, and the way out. */
export default function Shell(): ReactNode {
  const session = useSession();
  const { t, name, either, language } = useWords();
  const { toggle } = useAppearance();
  const { message } = App.useApp();
  const { pathname } = useLocation();
  const isWide = Grid.useBreakpoint().lg ?? true;
  const [isOpen, setOpen] = useState(false);
  const mine = pages.filter(({ roles }) => roles.includes(session.role));
  const shown = mine.filter(({ title }) => title !== undefined);
  const here = shown.find(({ path }) => pathname === `/${path}` || pathname.startsWith(`/${path}/`));

  if (pathname === '/') return <Navigate to={`/${firstPage(session.role)?.path ?? 'account'}`} replace />;

  const leave = async (): Promise<void> => {
    try {
      location.assign(await signOut());
    } catch (error) {
      if (error instanceof RefusedError) void message.error(told(error.refused, language).message);
    }
  };
  const menu = (
    <nav aria-label={t('menu.label')}>
      <Menu
        mode="inline"
        style={{ borderInlineEnd: 0 }}
        selectedKeys={here ? [here.path] : []}
        onClick={() => setOpen(false)}
        items={shown.map(({ path, title }) => ({
          key: path,
          label: <Link to={`/${path}`}>{title ? t(title) : path}</Link>,
        }))}
      />
    </nav>
  );
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <Layout.Header style={{ paddingInline: 16, display: 'flex', alignItems: 'center', gap: 12 }}>
        {!isWide && (
          <Button
            type="text"
            icon={<MenuOutlined style={{ color: '#fff' }} />}
            aria-label={t('menu.open')}
            onClick={() => setOpen(true)}
          />
        )}
        <Typography.Text strong style={{ color: '#fff', fontSize: 16, whiteSpace: 'nowrap' }}>
          {t('app.title')}
        </Typography.Text>
        {isWide && (
          <Typography.Text style={{ color: '#fff' }} className="quiet">
            {either(session.node.name)}
          </Typography.Text>
        )}
        <span className="grow" />
        <ConfigDark>
          <Space size={4}>
            {isWide && (
              <span>
                {session.person ?? session.organisation.name} · {name('role', session.role)}
              </span>
            )}
            <LanguageSwitch />
            <Tooltip title={t('app.appearance')}>
              <Button type="text" icon={<BulbOutlined />} aria-label={t('app.appearance')} onClick={toggle} />
            </Tooltip>
            <Tooltip title={t('app.signOut')}>
              <Button
                type="text"
                icon={<LogoutOutlined />}
                aria-label={t('app.signOut')}
                onClick={() => void leave()}
              />
            </Tooltip>
          </Space>
        </ConfigDark>
      </Layout.Header>
      <Layout>
        {isWide ? (
          <Layout.Sider width={200} theme="light">
            {menu}
          </Layout.Sider>
        ) : (
          <Drawer
            open={isOpen}
            placement="left"
            size={260}
            onClose={() => setOpen(false)}
            title={t('app.title')}
          >
            {menu}
          </Drawer>
        )}
        <Layout.Content id="content" style={{ padding: isWide ? 20 : 12, minWidth: 0 }} role="main">
          <Suspense fallback={<Spin size="large" style={{ display: 'block', margin: '80px auto' }} />}>
            <Outlet />
          </Suspense>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

/** On the dark bar everything is light, whatever the page is. */
function ConfigDark({ children }: { children: ReactNode }): ReactNode {
  return (
    <ConfigProvider theme={{ algorithm: theme.darkAlgorithm }}>
      <div style={{ color: '#fff' }}>{children}</div>
    </ConfigProvider>
  );
}
