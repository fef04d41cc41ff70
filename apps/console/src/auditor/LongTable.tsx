import { Table, type TableProps } from 'antd';
import { createContext, useContext, useEffect, useMemo, type ComponentProps, type ReactNode } from 'react';
import { ROW_HEIGHT, useVisibleRows } from './use-visible-rows.js';
import './auditor.css';

interface Cut {
  count: number;
  above: number;
  below: number;
}

const CutContext = createContext<Cut>({ count: 0, above: 0, below: 0 });

/** Rows that are not drawn, as one that is as high. */
function Gap({ rows }: { rows: number }): ReactNode {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden className="gap">
      <td colSpan={99} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  );
}

function Body({ children, ...rest }: ComponentProps<'tbody'>): ReactNode {
  const { above, below } = useContext(CutContext);
  return (
    <tbody {...rest}>
      <Gap rows={above} />
      {children}
      <Gap rows={below} />
    </tbody>
  );
}

function Whole(props: ComponentProps<'table'>): ReactNode {
  const { count } = useContext(CutContext);
  return <table {...props} aria-rowcount={count + 1} />;
}

const COMPONENTS = { table: Whole, body: { wrapper: Body } };

/**
 * A table of many thousand rows of one height, of which those are drawn that the window shows. Unlike antd's virtual list it
 * stays a table for screen readers, and scrolls with the page.
 */
export function LongTable<Row extends object>({
  rows,
  onEnd,
  onRow,
  ...rest
}: Omit<TableProps<Row>, 'dataSource' | 'pagination' | 'components' | 'virtual'> & {
  rows: readonly Row[];
  /** The last rows have come into view. */
  onEnd: () => void;
}): ReactNode {
  const { place, first, end } = useVisibleRows(rows.length);
  const isAtEnd = rows.length > 0 && end >= rows.length;
  useEffect(() => {
    if (isAtEnd) onEnd();
  }, [isAtEnd, onEnd]);
  const cut = useMemo(
    () => ({ count: rows.length, above: first, below: rows.length - end }),
    [rows.length, first, end],
  );
  const shown = useMemo(() => rows.slice(first, end), [rows, first, end]);
  return (
    <div ref={place} className="long-table">
      <CutContext value={cut}>
        <Table<Row>
          {...rest}
          size="small"
          dataSource={shown}
          pagination={false}
          components={COMPONENTS}
          onRow={(row, at) => ({ ...onRow?.(row, at), 'aria-rowindex': first + (at ?? 0) + 2 })}
        />
      </CutContext>
    </div>
  );
}
