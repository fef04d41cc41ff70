import type { TableColumnsType } from 'antd';
import type { TdHTMLAttributes } from 'react';

/** Columns whose cells say what they are, for `rows-as-cards`, where no head stands above them. */
export function labelled<Row>(columns: TableColumnsType<Row>): TableColumnsType<Row> {
  return columns.map((column) => {
    const label = { 'data-label': typeof column.title === 'string' ? column.title : '' };
    return { ...column, onCell: () => label as TdHTMLAttributes<HTMLElement> };
  });
}
