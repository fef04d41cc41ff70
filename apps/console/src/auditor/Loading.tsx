import { Spin } from 'antd';
import type { ReactNode } from 'react';

/** Stands where a page will be. */
export function Loading(): ReactNode {
  return (
    <div style={{ textAlign: 'center', padding: 80 }}>
      <Spin size="large" />
    </div>
  );
}
