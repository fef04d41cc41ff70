import { Spin } from 'antd';
import type { ReactNode } from 'react';
import { Refusal } from './Refusal.js';
import type { Answered } from './use-answer.js';

/** What the node answered, or why it did not, or that it is still being asked. */
export function Answer<Result>({
  of: { result, error, isAsking, again },
  children,
}: {
  of: Answered<Result>;
  children(result: Result): ReactNode;
}): ReactNode {
  if (error) return <Refusal error={error} again={again} />;
  if (result === undefined) return isAsking ? <Spin /> : null;
  return children(result);
}
