/** What an error tells, in both languages; `code` is stable, texts may change. */
export interface ErrorFacts {
  code: string;
  message: string;
  advice: string;
  messageZh: string;
  adviceZh: string;
  /** True where the same question may be asked again unchanged. */
  retryable: boolean;
}

/** Everything that this package throws. */
export class TongbanError extends Error {
  override readonly name: string = 'TongbanError';
  readonly code: string;
  readonly advice: string;
  readonly messageZh: string;
  readonly adviceZh: string;
  readonly retryable: boolean;

  constructor(facts: ErrorFacts, options: ErrorOptions = {}) {
    super(facts.message, options);
    this.code = facts.code;
    this.advice = facts.advice;
    this.messageZh = facts.messageZh;
    this.adviceZh = facts.adviceZh;
    this.retryable = facts.retryable;
  }
}

/** The node answered and said no; `code` is one of its catalogue. */
export class RefusedError extends TongbanError {
  override readonly name = 'RefusedError';

  constructor(
    facts: ErrorFacts,
    readonly status: number,
  ) {
    super(facts);
  }
}

/** The issuer gave no token; `code` is `OAUTH_` and its error in capitals. */
export class AuthenticationError extends TongbanError {
  override readonly name = 'AuthenticationError';
}

/** No whole answer came: `NETWORK`, `TIMEOUT`, `ABORTED` or `BAD_ANSWER`. Whether the node acted is not known. */
export class TransportError extends TongbanError {
  override readonly name = 'TransportError';
}

/** An answer came and is not to be believed: signature, binding or receipt are wrong. Nothing of it is handed on. */
export class AnswerError extends TongbanError {
  override readonly name = 'AnswerError';
}

const TRANSPORT: Record<'NETWORK' | 'TIMEOUT' | 'ABORTED' | 'BAD_ANSWER', Omit<ErrorFacts, 'code'>> = {
  NETWORK: {
    message: 'The node could not be reached or broke off.',
    advice: 'Check the address and the network, then ask again.',
    messageZh: '无法连接节点或连接中断。',
    adviceZh: '请检查地址和网络后重试。',
    retryable: true,
  },
  TIMEOUT: {
    message: 'The node did not answer in time.',
    advice: 'Ask again later.',
    messageZh: '节点未在规定时间内应答。',
    adviceZh: '请稍后重试。',
    retryable: true,
  },
  ABORTED: {
    message: 'The call was ended by its caller.',
    advice: 'Nothing to do.',
    messageZh: '调用已被调用方取消。',
    adviceZh: '无需处理。',
    retryable: false,
  },
  BAD_ANSWER: {
    message: 'What came back is not an answer of a Tongban node.',
    advice: 'Check that the address is the GraphQL endpoint of a node.',
    messageZh: '返回内容不是通办节点的应答。',
    adviceZh: '请确认地址为节点的 GraphQL 接口。',
    retryable: false,
  },
};

export function transportError(code: keyof typeof TRANSPORT, cause?: unknown): TransportError {
  return new TransportError({ code, ...TRANSPORT[code] }, { cause });
}

const text = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);

/** The public shape of a refusal, from `extensions` of a GraphQL error. */
export function refusedError(
  message: unknown,
  extensions: Record<string, unknown>,
  status: number,
): RefusedError {
  const english = text(extensions['message'], text(message, 'The node refused.'));
  return new RefusedError(
    {
      code: text(extensions['code'], 'UNKNOWN'),
      message: english,
      advice: text(extensions['advice'], ''),
      messageZh: text(extensions['messageZh'], english),
      adviceZh: text(extensions['adviceZh'], ''),
      retryable: extensions['retryable'] === true,
    },
    status,
  );
}
