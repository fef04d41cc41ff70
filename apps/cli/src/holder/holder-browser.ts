import { Agent, request } from 'undici';

export interface Page {
  status: number;
  /** Path of the page that was shown in the end. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A form as a browser would send it. */
export interface Form {
  action: string;
  fields: [string, string][];
}

/**
 * As much of a browser as a holder's telephone needs: cookies, forms, redirects within the host. It reads the pages that
 * people read; nothing of the platform is called behind them.
 */
export class HolderBrowser {
  private readonly cookies = new Map<string, string>();
  private readonly agent: Agent;

  constructor(
    private readonly origin: string,
    ca: string,
  ) {
    this.agent = new Agent({ connect: { ca }, headersTimeout: 10_000, bodyTimeout: 10_000 });
  }

  open(path: string): Promise<Page> {
    return this.send('GET', path);
  }

  /** Sends a form that stood in a page; `fields` in place of what a person would have typed. */
  submit({ action, fields }: Form, headers: Record<string, string> = {}): Promise<Page> {
    return this.send('POST', action, new URLSearchParams(fields).toString(), headers);
  }

  async signIn(username: string, password: string, code: (page: Page) => string): Promise<Page> {
    const first = await this.open('/sign-in');
    const second = await this.submit(filled(formOf(first), { username, password }));
    return this.submit(filled(formOf(second), { code: code(second) }));
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async send(
    method: 'GET' | 'POST',
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await request(`${this.origin}${path}`, {
      dispatcher: this.agent,
      method,
      body: body ?? null,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined
          ? {}
          : {
              'content-type': 'application/x-www-form-urlencoded',
              origin: this.origin,
              'sec-fetch-site': 'same-origin',
            }),
        ...headers,
      },
    });
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    const text = await reply.body.text();
    const { location } = reply.headers;
    if (reply.statusCode === 303 && typeof location === 'string' && location.startsWith('/'))
      return this.send('GET', location);
    return { status: reply.statusCode, path, headers: reply.headers, text };
  }
}

/** The first form of a page whose action matches, with what is in it before a person touches it. */
export function formOf({ text }: Page, action = /./): Form {
  for (const [, attributes = '', inner = ''] of text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
    const target = attribute(attributes, 'action') ?? '';
    if (!action.test(target)) continue;
    const fields = [...inner.matchAll(/<input([^>]*)>/g)].flatMap(([, input = '']): [string, string][] => {
      const name = attribute(input, 'name');
      const ticked = !/type="(checkbox|radio)"/.test(input) || /\schecked/.test(input);
      return name !== undefined && ticked ? [[name, attribute(input, 'value') ?? '']] : [];
    });
    return { action: target, fields };
  }
  const title = /<title>([^<]*)/.exec(text)?.[1] ?? '';
  throw new Error(`no such form in the page "${title}"`);
}

/** The form with these fields in place of those of the same name. */
export function filled(form: Form, values: Record<string, string>): Form {
  return {
    ...form,
    fields: [...form.fields.filter(([name]) => !(name in values)), ...Object.entries(values)],
  };
}

/** The one-time code that a demonstration shows on the page. */
export function shownCode({ text }: Page): string {
  const code = /<output class="code">\s*(\d{6})\s*<\/output>/.exec(text)?.[1];
  if (code === undefined) throw new Error('the page shows no code');
  return code;
}

function attribute(text: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1];
  return value
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
