import { Card, Descriptions, Empty, Grid, Pagination, Table } from 'antd';
import { useState, type ReactNode } from 'react';

export interface Column<Row> {
  key: string;
  title: string;
  width?: number;
  render(row: Row): ReactNode;
}

/** Rows as a table where there is room, as cards with the same words where there is not. */
export function Rows<Row extends object>({
  rows,
  rowKey,
  columns,
  empty,
  title,
  width = 900,
  pageSize = 50,
}: {
  rows: readonly Row[];
  rowKey(row: Row): string;
  columns: readonly Column<Row>[];
  empty: string;
  title?: string;
  /** Narrower than this the table scrolls. */
  width?: number;
  pageSize?: number;
}): ReactNode {
  const isWide = Grid.useBreakpoint().md ?? true;
  const [page, setPage] = useState(1);
  if (rows.length === 0) return <Empty description={empty} />;
  if (isWide)
    return (
      <Table<Row>
        size="small"
        rowKey={rowKey}
        dataSource={rows}
        pagination={{ pageSize, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: width }}
        {...(title === undefined ? {} : { title: () => title })}
        columns={columns.map(({ render, ...column }) => ({ ...column, render: (_, row) => render(row) }))}
      />
    );
  const last = Math.max(1, Math.ceil(rows.length / pageSize));
  const shown = Math.min(page, last);
  return (
    <div className="stack">
      {title === undefined ? null : <div>{title}</div>}
      {rows.slice((shown - 1) * pageSize, shown * pageSize).map((row) => (
        <Card key={rowKey(row)} size="small">
          <Descriptions
            size="small"
            column={1}
            items={columns.map((column) => ({
              key: column.key,
              label: column.title,
              children: <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>{column.render(row)}</div>,
            }))}
          />
        </Card>
      ))}
      {last > 1 ? (
        <Pagination simple current={shown} pageSize={pageSize} total={rows.length} onChange={setPage} />
      ) : null}
    </div>
  );
}
