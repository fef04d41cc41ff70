import type { TrustAnchor } from '#libs/federation';
import type { TrustedOperation } from './operation.js';

/** What the node says when it does not do something; both languages, as the catalogue of errors has them. */
export interface Refused {
  code: string;
  message: string;
  advice: string;
  messageZh: string;
  adviceZh: string;
}

export class RefusedError extends Error {
  constructor(
    readonly refused: Refused,
    /** Names the request in the node's log. */
    readonly requestId: string | undefined,
  ) {
    super(refused.code);
  }
}

export interface Session {
  role: string;
  organisation: { code: string; name: string };
  person: string | null;
  /** Whether the issuer has told of two factors. */
  twoFactors: boolean;
  /** Whether people look after their second factors at the node's own issuer. */
  managesFactors: boolean;
  node: { name: { zh: string; en: string }; region: string; graphiql: boolean };
}

const OWN = { 'tongban-console': '1' };
const UNREACHABLE: Refused = {
  code: 'UNREACHABLE',
  message: 'The node cannot be reached.',
  advice: 'Look at the network connection and try again.',
  messageZh: '无法连接到节点。',
  adviceZh: '请检查网络连接后重试。',
};
const UNREADABLE: Refused = {
  code: 'UNREADABLE',
  message: 'The answer could not be read.',
  advice: 'Try again; tell the system administrator the request id if it goes on.',
  messageZh: '无法读取应答。',
  adviceZh: '请重试；如仍失败，请将请求编号告知系统管理员。',
};

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { extensions?: Partial<Refused>; message?: string }[];
}

/** A request of the console's own; ends in a RefusedError where the node cannot be reached. */
export async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, {
      ...init,
      credentials: 'same-origin',
      redirect: 'error',
      headers: { ...OWN, ...init.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RefusedError(UNREACHABLE, undefined);
  }
}

const idOf = (response: Response): string | undefined =>
  response.headers.get('tongban-request-id') ?? undefined;

export async function refusalIn(response: Response): Promise<RefusedError> {
  const answer = (await response.json().catch(() => ({}))) as Answer;
  return new RefusedError(readRefusal(answer), idOf(response));
}

export function readRefusal({ errors }: Answer): Refused {
  const said = errors?.[0]?.extensions;
  return said?.code === undefined ? UNREADABLE : { ...UNREADABLE, ...said };
}

/** Ends in the result or in a {@link RefusedError}. */
export async function ask<Variables, Result>(
  operation: TrustedOperation<Variables, Result>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await send('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
    },
    body: JSON.stringify({ documentId: operation.id, operationName: operation.name, variables }),
    ...(signal ? { signal } : {}),
  });
  const answer = (await response.json().catch(() => ({}))) as Answer;
  if (answer.errors?.length || !answer.data) throw new RefusedError(readRefusal(answer), idOf(response));
  return answer.data[operation.field] as Result;
}

/** undefined where nobody is signed in. */
export async function readSession(): Promise<Session | undefined> {
  const response = await send('/console/session', { method: 'GET' });
  if (response.status === 401) return undefined;
  if (!response.ok) throw await refusalIn(response);
  return (await response.json()) as Session;
}

export async function signOut(): Promise<string> {
  const response = await send('/console/sign-out', { method: 'POST' });
  if (!response.ok) throw await refusalIn(response);
  return ((await response.json()) as { to: string }).to;
}

export async function fetchFile(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await send(path, { method: 'GET', ...(signal ? { signal } : {}) });
  if (!response.ok) throw await refusalIn(response);
  return response.blob();
}

/** Hands in the bytes of a file as they are. */
export async function sendFile(path: string, file: Blob): Promise<unknown> {
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await send(path, { method: 'POST', headers, body: file });
  if (!response.ok) throw await refusalIn(response);
  return response.json();
}

/** @param more `again` for somebody whom the issuer would otherwise let in as before, `factors` to look after second factors there */
export const signInUrl = (language: string, more: { again?: '1'; factors?: 'manage' } = {}): string => {
  const to = `${location.pathname}${location.search}`;
  return `/console/sign-in?${new URLSearchParams({ to, lang: language, ...more }).toString()}`;
};

/** The anchors that the node has pinned. */
export async function readAnchors(): Promise<TrustAnchor[]> {
  const response = await send('/console/trust-anchors', { method: 'GET' });
  if (!response.ok) throw await refusalIn(response);
  return ((await response.json()) as { anchors: TrustAnchor[] }).anchors;
}
