import { Spin } from 'antd';
import { memo, useEffect, type ReactNode } from 'react';
import { ROW_HEIGHT, useVisibleRows } from './use-visible-rows.js';
import './auditor.css';

export interface LongColumn<Row> {
  key: string;
  title: string;
  /** Pixels; the others share what is left. */
  width?: number;
  align?: 'end';
  render(row: Row): ReactNode;
}

/** Rows that are not drawn, as one that is as high. */
function Gap({ rows, columns }: { rows: number; columns: number }): ReactNode {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden className="gap">
      <td colSpan={columns} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  );
}

interface LineProps<Row> {
  row: Row;
  place: number;
  columns: readonly LongColumn<Row>[];
  onOpen: (row: Row) => void;
}

function Line<Row>({ row, place, columns, onOpen }: LineProps<Row>): ReactNode {
  return (
    <tr className="line" aria-rowindex={place} onDoubleClick={() => onOpen(row)}>
      {columns.map(({ key, align, render }) => (
        <td key={key} className={align}>
          {render(row)}
        </td>
      ))}
    </tr>
  );
}

/** Drawn once for a row: scrolling draws those that come into view, and no other. */
const SameLine = memo(Line) as typeof Line;

/**
 * A table of many thousand rows of one height, of which those are drawn that the window shows. Unlike antd's virtual list it
 * stays a table for screen readers, and scrolls with the page.
 */
export function LongTable<Row extends { id: string }>({
  label,
  rows,
  columns,
  isLoading,
  empty,
  onOpen,
  onEnd,
}: {
  label: string;
  rows: readonly Row[];
  columns: readonly LongColumn<Row>[];
  isLoading: boolean;
  /** What stands there instead of rows. */
  empty: ReactNode;
  onOpen: (row: Row) => void;
  /** The last rows have come into view. */
  onEnd: () => void;
}): ReactNode {
  const { place, first, end } = useVisibleRows(rows.length);
  const isAtEnd = rows.length > 0 && end >= rows.length;
  useEffect(() => {
    if (isAtEnd) onEnd();
  }, [isAtEnd, onEnd]);
  return (
    // Narrow windows scroll it sideways, with the keyboard as well.
    <div ref={place} className="long-table" role="region" aria-label={label} tabIndex={0}>
      <table aria-rowcount={rows.length + 1} aria-busy={isLoading} aria-label={label}>
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={width === undefined ? {} : { width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, title, align }) => (
              <th key={key} scope="col" className={align}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} columns={columns.length} />
          {rows.slice(first, end).map((row, at) => (
            <SameLine key={row.id} row={row} place={first + at + 2} columns={columns} onOpen={onOpen} />
          ))}
          <Gap rows={rows.length - end} columns={columns.length} />
          {rows.length === 0 ? (
            <tr className="nothing">
              <td colSpan={columns.length}>{isLoading ? <Spin /> : empty}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}
