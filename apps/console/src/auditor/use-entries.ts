import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, RefusedError } from '../api.js';
import {
  auditEntries,
  type AuditEntriesResult,
  type AuditEntriesVariables,
  type AuditEntryOrder,
} from '../generated/operations.generated.js';
import { toInput, type Filter } from './filter.js';

export type Entry = AuditEntriesResult['edges'][number]['node'];

/** As many as the node gives at once. */
const PAGE = 100;
/** Beyond so many rows the list goes on with an empty one: what is looked at for hours must not fill the memory. */
export const MOST_ROWS = 10_000;

interface State {
  /** What these rows were asked with; undefined before the first answer. */
  shown: Filter | undefined;
  rows: Entry[];
  /** Rows that were shown before these. */
  before: number;
  logSize: string | undefined;
  total: AuditEntriesResult['total'];
  cursor: string | null;
  hasMore: boolean;
  isAsking: boolean;
  error: RefusedError | undefined;
}

const NOTHING: State = {
  shown: undefined,
  rows: [],
  before: 0,
  logSize: undefined,
  total: null,
  cursor: null,
  hasMore: false,
  isAsking: true,
  error: undefined,
};

export interface Entries extends Omit<State, 'cursor'> {
  isFull: boolean;
  /** The next page below; where the list is full it goes on with that page alone. */
  more(): void;
  /** From the top. */
  again(): void;
}

const variablesOf = (
  filter: Filter,
  order: AuditEntryOrder,
  after: string | null,
): AuditEntriesVariables => ({
  filter: toInput(filter),
  first: PAGE,
  after,
  order,
  withTotal: after === null,
});

/** The first page of a question that was asked before there was anything to show it in. */
let early: { question: string; page: Promise<AuditEntriesResult> } | undefined;

const questionOf = (filter: Filter, order: AuditEntryOrder): string =>
  JSON.stringify([toInput(filter), order]);

/** Asks before the page is drawn, which takes about as long as the answer. The list that asks the same takes it, once. */
export function askEarly(filter: Filter, order: AuditEntryOrder): void {
  const page = ask(auditEntries, variablesOf(filter, order, null));
  // Whoever takes it hears of a refusal.
  page.catch(() => undefined);
  early = { question: questionOf(filter, order), page };
}

function takeEarly(question: string): Promise<AuditEntriesResult> | undefined {
  const taken = early?.question === question ? early.page : undefined;
  early = undefined;
  return taken;
}

/** Entries of a filter, page after page as they are scrolled to. A new question shows the old rows until its answer is there. */
export function useEntries(filter: Filter, order: AuditEntryOrder): Entries {
  const question = questionOf(filter, order);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState(NOTHING);
  const controller = useRef(new AbortController());

  const load = useCallback(
    (
      asked: string,
      after: string | null,
      onPage: (page: AuditEntriesResult, before: State) => Partial<State>,
    ) => {
      const [input, inOrder] = JSON.parse(asked) as [Filter, AuditEntryOrder];
      const { signal } = controller.current;
      setState((before) => ({ ...before, isAsking: true, error: undefined }));
      const waited = after === null ? takeEarly(asked) : undefined;
      (waited ?? ask(auditEntries, variablesOf(input, inOrder, after), signal)).then(
        (page) => {
          if (signal.aborted) return;
          setState((before) => ({
            ...before,
            ...onPage(page, before),
            cursor: page.pageInfo.endCursor,
            hasMore: page.pageInfo.hasNextPage,
            isAsking: false,
          }));
        },
        (error: unknown) => {
          if (signal.aborted) return;
          if (!(error instanceof RefusedError)) throw error;
          setState((before) => ({ ...before, isAsking: false, error }));
        },
      );
    },
    [],
  );

  useEffect(() => {
    controller.current = new AbortController();
    load(question, null, (page) => ({
      shown: (JSON.parse(question) as [Filter])[0],
      rows: rowsOf(page),
      before: 0,
      logSize: page.logSize,
      total: page.total,
    }));
    const { current } = controller;
    return () => current.abort();
  }, [question, turn, load]);

  const isFull = state.rows.length >= MOST_ROWS;
  const { cursor, isAsking, hasMore, error } = state;
  const more = useCallback(() => {
    // What was refused once is asked for again by hand only.
    if (isAsking || !hasMore || error) return;
    load(question, cursor, (page, before) =>
      isFull
        ? { rows: rowsOf(page), before: before.before + before.rows.length }
        : { rows: [...before.rows, ...rowsOf(page)] },
    );
  }, [cursor, error, hasMore, isAsking, isFull, load, question]);
  return { ...state, isFull, more, again: useCallback(() => setTurn((before) => before + 1), []) };
}

const rowsOf = (page: AuditEntriesResult): Entry[] => page.edges.map(({ node }) => node);
