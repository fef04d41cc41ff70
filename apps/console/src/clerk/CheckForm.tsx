import { Button, Card, Checkbox, Form, Input, Space, Tag } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { uscc } from '#libs/codes';
import { ask, sendFile } from '../api.js';
import { startCheck, type CaseMatterResult, type Region } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useSession } from '../shell/session.js';
import { FILE_TYPES } from './MaterialActions.js';
import { regionNamed, REGIONS } from '../parts/regions.js';
import { useAct } from '../parts/use-act.js';

interface Entered {
  subjectName: string;
  subjectCode: string;
  caseNumber: string;
  reason: string;
  legalBasis: string;
  regions: Region[];
  kinds: string[];
}

/** What was found of a document that was handed in. */
interface Proof {
  digest: string;
  verdict: 'passed' | 'failed' | 'undecided';
  trust: string;
  signer?: string;
}

/** One form: the firm, the proofs of whoever asks, and where to ask. */
export function CheckForm({ matter }: { matter: CaseMatterResult }): ReactNode {
  const { t, name, either } = useWords();
  const navigate = useNavigate();
  const own = regionNamed(useSession().node.region);
  const [form] = Form.useForm<Entered>();
  const [proofs, setProofs] = useState<Record<string, Proof>>({});
  const deed = useAct();
  // However often it is sent, the check begins once.
  const key = useRef(crypto.randomUUID());
  const due = matter.materials.filter(
    ({ need, suppliedBy }) => need === 'required' && suppliedBy === 'applicant',
  );
  const kinds = matter.items.filter(({ dataset }) => dataset !== null);
  const isProved = due.every(({ id }) => proofs[id]);
  const required = { required: true, message: t('form.missing') };

  const start = (entered: Entered): void =>
    void deed.run(async () => {
      const { subjectName, subjectCode, regions, kinds: chosen, ...context } = entered;
      const { id } = await ask(startCheck, {
        input: {
          matter: matter.id,
          subjectName: subjectName.trim(),
          subjectCode: subjectCode.trim().toUpperCase(),
          regions,
          ...(chosen.length < kinds.length ? { kinds: chosen } : {}),
          proofs: Object.entries(proofs).map(([material, { digest }]) => ({ material, digest })),
          context: {
            ...context,
            itemCode: matter.itemCode ?? '',
            itemName: matter.title.zh,
            channel: 'COUNTER',
          },
          key: key.current,
        },
      });
      await navigate(`/checks/${id}`, { replace: true });
    });
  return (
    <Form
      form={form}
      layout="vertical"
      scrollToFirstError={{ focus: true }}
      initialValues={{
        legalBasis: matter.legalBasis[0] ?? '',
        reason: t('check.usualReason', { matter: matter.title.zh }),
        regions: own ? [own] : [],
        kinds: kinds.map(({ id }) => id),
      }}
      onFinish={start}
    >
      <div className="columns">
        <div>
          <Card size="small" title={t('check.subject')}>
            <Form.Item
              name="subjectCode"
              label={t('check.subjectCode')}
              rules={[
                required,
                {
                  validator: (_, value: string) =>
                    !value || uscc.is(value.trim().toUpperCase())
                      ? Promise.resolve()
                      : Promise.reject(new Error(t('form.format.uscc'))),
                },
              ]}
            >
              <Input autoFocus className="mono" maxLength={18} autoComplete="off" />
            </Form.Item>
            <Form.Item name="subjectName" label={t('check.subjectName')} rules={[required]}>
              <Input maxLength={120} autoComplete="off" />
            </Form.Item>
            <Form.Item name="caseNumber" label={t('check.caseNumber')} rules={[required]}>
              <Input maxLength={64} autoComplete="off" />
            </Form.Item>
            <Form.Item name="reason" label={t('check.reason')} rules={[required]}>
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item name="legalBasis" label={t('check.legalBasis')} rules={[required]}>
              <Input maxLength={200} />
            </Form.Item>
          </Card>
          <Card size="small" title={t('check.scope')}>
            <Form.Item name="regions" label={t('check.regions')} rules={[required]}>
              <Checkbox.Group
                options={REGIONS.map((value) => ({ value, label: name('caseRegion', value) }))}
              />
            </Form.Item>
            <Form.Item name="kinds" label={t('check.kinds')} rules={[required]} style={{ marginBottom: 0 }}>
              <Checkbox.Group options={kinds.map((item) => ({ value: item.id, label: either(item.name) }))} />
            </Form.Item>
          </Card>
        </div>
        <div>
          <Card size="small" title={t('check.proofs')}>
            <p className="quiet">{t('check.proofsWhy')}</p>
            {due.map((material) => (
              <ProofField
                key={material.id}
                material={material}
                proof={proofs[material.id]}
                onProof={(proof) => setProofs((before) => ({ ...before, [material.id]: proof }))}
              />
            ))}
          </Card>
          <Space orientation="vertical">
            {deed.error ? <Refusal error={deed.error} /> : null}
            <Button type="primary" size="large" htmlType="submit" loading={deed.isBusy} disabled={!isProved}>
              {t('check.start')}
            </Button>
          </Space>
        </div>
      </div>
    </Form>
  );
}

const COLOURS = { passed: 'green', undecided: 'gold', failed: 'red' } as const;

function ProofField({
  material,
  proof,
  onProof,
}: {
  material: CaseMatterResult['materials'][number];
  proof: Proof | undefined;
  onProof(proof: Proof): void;
}): ReactNode {
  const { t, name, either } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const deed = useAct();
  const [fileName, setFileName] = useState('');
  const title = either(material.name);
  return (
    <div className="material">
      <div className="material-line">
        <strong>{title}</strong>
        <span className="quiet">{t('material.atLeast', { level: material.trust })}</span>
        <span className="grow" />
        <Button size="small" loading={deed.isBusy} onClick={() => input.current?.click()}>
          {t(proof ? 'check.anotherFile' : 'step.chooseFile')}
        </Button>
      </div>
      {proof ? (
        <div className="material-line">
          <Tag color={COLOURS[proof.verdict]}>{name('proofVerdict', proof.verdict)}</Tag>
          <Tag>{t('material.trust', { level: proof.trust })}</Tag>
          <span className="quiet" style={{ overflowWrap: 'anywhere' }}>
            {proof.signer ? `${proof.signer} · ` : ''}
            {fileName}
          </span>
        </div>
      ) : null}
      {deed.error ? <Refusal error={deed.error} /> : null}
      <input
        ref={input}
        type="file"
        style={{ display: 'none' }}
        accept={FILE_TYPES}
        aria-label={t('material.fileOf', { name: title })}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (!file) return;
          setFileName(file.name);
          void deed.run(async () => onProof((await sendFile('/checks/proofs', file)) as Proof));
        }}
      />
    </div>
  );
}
