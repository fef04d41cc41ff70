import { Alert, Button, Card, Space, Tag } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import {
  federationMap,
  sharingProposals,
  sharingVersion,
  sharingVersions,
  type SharingVersionsResult,
} from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { Answer } from '../../parts/Answer.js';
import { useAnswer } from '../../parts/use-answer.js';
import { useNames } from '../../parts/use-names.js';
import { PageHead } from '../PageHead.js';
import '../operator.css';
import { AgreementForm, NEW_AGREEMENT } from './AgreementForm.js';
import { DraftCard } from './DraftCard.js';
import { EntryForm, NEW_ENTRY } from './EntryForm.js';
import { AgreementRows, EntryRows } from './InForce.js';
import {
  changesBy,
  contentIn,
  withEdit,
  type Agreement,
  type Change,
  type Content,
  type Edit,
  type ListEntry,
} from './policy.js';
import { ProposalCard } from './ProposalCard.js';
import { Names } from './use-texts.js';

const OWN_PARTNERS = ['role:integrator', 'role:windowClerk', '*'];
const NOTHING: Content = { agreements: [], responsibilityList: [] };

/** What is shared with whom, what somebody proposes to change, and what was decided. */
export default function AgreementsPage(): ReactNode {
  const { t, instant } = useWords();
  const names = useNames();
  const versions = useAnswer(sharingVersions, { first: 20 });
  // A proposal rests on the newest version, which may not hold yet.
  const newest = versions.result?.[0]?.version;
  const isFirst = versions.result?.length === 0;
  const standing = useAnswer(sharingVersion, newest === undefined ? undefined : { version: null });
  const base = useAnswer(sharingVersion, newest === undefined ? undefined : { version: newest });
  const proposals = useAnswer(sharingProposals, { states: null, first: 20 });
  const [edits, setEdits] = useState<readonly Edit[]>([]);
  const content = useMemo(() => (base.result ? contentIn(base.result.content) : NOTHING), [base.result]);
  const changes = useMemo(() => changesBy(edits, content), [edits, content]);
  const again = (): void => {
    versions.again();
    standing.again();
    proposals.again();
  };
  const add = (edit: Edit): void => setEdits((before) => withEdit(before, edit));
  const open = proposals.result?.filter(({ state }) => state === 'PROPOSED') ?? [];
  const decided = proposals.result?.filter(({ state }) => state !== 'PROPOSED') ?? [];
  const card = (one: (typeof open)[number]): ReactNode => (
    <ProposalCard key={one.id} proposal={one} newest={newest} onDecided={again} />
  );
  return (
    <Names value={names}>
      <div className="stack">
        <PageHead title="menu.agreements" isAsking={standing.isAsking || proposals.isAsking} again={again} />
        {changes.length > 0 ? (
          <DraftCard
            changes={changes}
            onUndo={(undone: Change) =>
              setEdits(edits.filter(({ kind, id }) => kind !== undone.kind || id !== undone.id))
            }
            onClose={(isProposed) => {
              setEdits([]);
              if (isProposed) again();
            }}
          />
        ) : null}
        {open.length > 0 ? <h2 className="part">{t('agreements.open')}</h2> : null}
        <Answer of={proposals}>{() => open.map(card)}</Answer>
        {isFirst ? (
          <Held version={0} held={JSON.stringify(NOTHING)} content={NOTHING} changes={changes} onEdit={add} />
        ) : null}
        {newest !== undefined && standing.result && standing.result.version !== newest ? (
          <Alert
            type="info"
            showIcon
            title={t('agreements.upcoming', {
              newest,
              at: instant(versions.result?.[0]?.effectiveAt),
            })}
          />
        ) : null}
        <Answer of={standing}>
          {({ version, content: held }) => (
            <Held version={version} held={held} content={content} changes={changes} onEdit={add} />
          )}
        </Answer>
        {decided.length > 0 ? <h2 className="part">{t('agreements.before')}</h2> : null}
        {decided.map(card)}
        <h2 className="part">{t('agreements.versions')}</h2>
        <Answer of={versions}>{(all) => <Versions versions={all} />}</Answer>
      </div>
    </Names>
  );
}

/** What holds now, and forms about what the newest version says of it. */
function Held({
  version,
  held,
  content,
  changes,
  onEdit,
}: {
  version: number;
  held: string;
  /** Of the newest version. */
  content: Content;
  changes: readonly Change[];
  onEdit(edit: Edit): void;
}): ReactNode {
  const { t } = useWords();
  const { result: map } = useAnswer(federationMap, {});
  const { agreements, responsibilityList } = useMemo(() => contentIn(held), [held]);
  const [agreement, setAgreement] = useState<Agreement>();
  const [entry, setEntry] = useState<ListEntry>();
  /** What was drafted of it, else the newest version's. */
  const latest = <One extends { id: string }>(kind: Edit['kind'], of: readonly One[], one: One): One => {
    const drafted = changes.find((change) => change.kind === kind && change.id === one.id)?.after;
    return drafted ? (JSON.parse(drafted) as One) : (of.find(({ id }) => id === one.id) ?? one);
  };
  return (
    <>
      <div className="head">
        <h2 className="part">{t('agreements.inForce')}</h2>
        {version > 0 ? <Tag>{t('agreements.version', { version })}</Tag> : null}
        <Button size="small" onClick={() => setAgreement(NEW_AGREEMENT)}>
          {t('agreements.new')}
        </Button>
      </div>
      <AgreementRows
        rows={agreements}
        changes={changes}
        newest={content.agreements}
        onChange={(one) => setAgreement(latest('agreement', content.agreements, one))}
        onRemove={({ id }) => onEdit({ kind: 'agreement', id, after: null })}
      />
      <div className="head">
        <h2 className="part">{t('agreements.list')}</h2>
        <Button size="small" onClick={() => setEntry(NEW_ENTRY)}>
          {t('agreements.newEntry')}
        </Button>
      </div>
      <EntryRows
        rows={responsibilityList}
        changes={changes}
        newest={content.responsibilityList}
        onChange={(one) => setEntry(latest('list-entry', content.responsibilityList, one))}
        onRemove={({ id }) => onEdit({ kind: 'list-entry', id, after: null })}
      />
      {agreement ? (
        <AgreementForm
          key={agreement.id}
          agreement={agreement}
          taken={[...agreements, ...content.agreements].map(({ id }) => id)}
          partners={[...(map?.peers.map(({ entityId }) => entityId) ?? []), ...OWN_PARTNERS]}
          onKeep={(after) => {
            onEdit({ kind: 'agreement', id: after.id, after });
            setAgreement(undefined);
          }}
          onClose={() => setAgreement(undefined)}
        />
      ) : null}
      {entry ? (
        <EntryForm
          key={entry.id}
          entry={entry}
          taken={[...responsibilityList, ...content.responsibilityList].map(({ id }) => id)}
          onKeep={(after) => {
            onEdit({ kind: 'list-entry', id: after.id, after });
            setEntry(undefined);
          }}
          onClose={() => setEntry(undefined)}
        />
      ) : null}
    </>
  );
}

function Versions({ versions }: { versions: SharingVersionsResult }): ReactNode {
  const { t, instant } = useWords();
  return (
    <Card size="small">
      <ul className="plain">
        {versions.map((one) => (
          <li key={one.version}>
            <Space wrap>
              {t('agreements.versionOf', { version: one.version, at: instant(one.effectiveAt) })}
              {one.standing ? <Tag color="green">{t('agreements.standing')}</Tag> : null}
              <span className="mono quiet">{one.digest}</span>
            </Space>
          </li>
        ))}
      </ul>
    </Card>
  );
}
