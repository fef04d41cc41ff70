import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessTokens, ClientCaller } from '../callers/index.js';
import type { NoteDenial } from '../lookup/note-denial.js';

/** The endpoint of GraphQL notes its refusals by itself: it answers them with another status. */
const NOTES_ITSELF = /^\/graphql([/?]|$)/;
const NOTED = new Set(['ROLE_NOT_ALLOWED', 'TOKEN_SECOND_FACTOR_MISSING']);

export interface SessionRefusalsParts {
  tokens: Pick<AccessTokens, 'identify'>;
  denials: Pick<NoteDenial, 'note'>;
  /** The access token of the request's session, whoever made the request. */
  tokenOf: (request: FastifyRequest) => Promise<string | undefined>;
  clock: () => number;
}

/** Notes what was refused to the sessions of the console: whose session it was tells whom to ask. */
export class SessionRefusals {
  private readonly standing = new WeakSet<FastifyRequest>();

  constructor(private readonly parts: SessionRefusalsParts) {}

  /** From now on the request is one of a session. */
  stoodIn(request: FastifyRequest): void {
    this.standing.add(request);
  }

  /** A page of another site has asked in the name of a session. */
  async forged(request: FastifyRequest): Promise<void> {
    const token = await this.parts.tokenOf(request);
    await this.note(request, token && `Bearer ${token}`, 'CONSOLE_REQUEST_FORGED');
  }

  /** As an `onSend` hook, for files and other paths beside GraphQL. */
  async answered(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
    if (reply.statusCode !== 403 || !this.standing.has(request) || NOTES_ITSELF.test(request.url)) return;
    const code = codeIn(payload);
    if (code !== undefined && NOTED.has(code)) await this.note(request, request.headers.authorization, code);
  }

  private async note(
    request: FastifyRequest,
    authorization: string | undefined,
    code: string,
  ): Promise<void> {
    const { tokens, denials, clock } = this.parts;
    const caller: ClientCaller | undefined = await tokens.identify(authorization).catch(() => undefined);
    if (caller) await denials.note({ caller, code, requestId: request.id, startedAt: clock() });
  }
}

/** The code of a refusal, as `plainRefusal` writes it. */
function codeIn(payload: unknown): string | undefined {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return undefined;
  return /"code":"([A-Z0-9_]+)"/.exec(payload.toString())?.[1];
}
