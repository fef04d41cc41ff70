import { Button, Card, Descriptions, Flex } from 'antd';
import type { ReactNode } from 'react';
import { signInUrl } from '../api.js';
import { useWords } from '../i18n/index.js';
import { useSession } from './session.js';

/** Who is signed in, for whom, and where. */
export default function AccountPage(): ReactNode {
  const { t, name, either, language } = useWords();
  const { person, organisation, role, twoFactors, managesFactors, node } = useSession();
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.account')}</h1>
      </div>
      <Card size="small">
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'person', label: t('account.person'), children: person ?? '—' },
            { key: 'role', label: t('account.role'), children: name('role', role) },
            {
              key: 'organisation',
              label: t('account.organisation'),
              children: (
                <>
                  {organisation.name} <span className="mono quiet">{organisation.code}</span>
                </>
              ),
            },
            {
              key: 'factors',
              label: t('account.factors'),
              children: (
                <Flex wrap align="center" justify="space-between" gap="small">
                  {t(twoFactors ? 'account.twoFactors' : 'account.oneFactor')}
                  {managesFactors && (
                    <Button href={signInUrl(language, { factors: 'manage' })}>
                      {t('account.manageFactors')}
                    </Button>
                  )}
                </Flex>
              ),
            },
            {
              key: 'node',
              label: t('account.node'),
              children: `${either(node.name)}${t('mark.brackets', { text: node.region })}`,
            },
          ]}
        />
      </Card>
    </div>
  );
}
