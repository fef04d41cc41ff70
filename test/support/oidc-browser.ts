import { createHash, randomBytes } from 'node:crypto';

export interface Page {
  status: number;
  headers: Headers;
  body: string;
  url: string;
}

interface Cookie {
  value: string;
  path: string;
}

/** A browser of a dozen lines: cookies by path, redirects followed within one origin, forms read by regular expression. */
export class OidcBrowser {
  readonly #cookies = new Map<string, Cookie>();

  constructor(
    private readonly origin: string,
    private readonly extra: Record<string, string> = {},
  ) {}

  /** Follows redirects until a page, or until one leads to another origin: that one is returned. */
  async get(url: string): Promise<Page> {
    return this.#follow(await this.send('GET', url));
  }

  async submit(page: Page, form: number, fields: Record<string, string> = {}): Promise<Page> {
    const { action, inputs } = readForm(page.body, form);
    // As browsers do it: a page that gives no referrer sends its forms from an opaque origin.
    const opaque = page.headers.get('referrer-policy') === 'no-referrer' ? { origin: 'null' } : {};
    return this.#follow(await this.send('POST', action, { ...inputs, ...fields }, opaque));
  }

  async send(method: string, url: string, form?: Record<string, string>, headers = {}): Promise<Page> {
    const target = new URL(url, this.origin);
    const response = await fetch(target, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: this.#cookieHeader(target.pathname),
        ...(form ? { origin: this.origin, 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...this.extra,
        ...headers,
      },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) this.#remember(line);
    return {
      status: response.status,
      headers: response.headers,
      body: await response.text(),
      url: target.href,
    };
  }

  get cookieNames(): string[] {
    return [...this.#cookies.keys()];
  }

  /** Value of the cookie whose name ends so. */
  cookie(ending: string): string | undefined {
    return [...this.#cookies].find(([name]) => name.endsWith(ending))?.[1].value;
  }

  async #follow(page: Page): Promise<Page> {
    let current = page;
    for (let hops = 0; hops < 10; hops += 1) {
      const location = current.headers.get('location');
      if (location === null || current.status < 300 || current.status > 399) return current;
      const next = new URL(location, current.url);
      if (next.origin !== this.origin) return current;
      current = await this.send('GET', next.href);
    }
    throw new Error('too many redirects');
  }

  #remember(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const [name = '', value = ''] = pair.split('=', 2);
    const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
    if (/expires=Thu, 01 Jan 1970/i.test(line) || value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, { value: pair.slice(name.length + 1), path });
  }

  #cookieHeader(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }
}

/** The nth form of a page, with the inputs inside it and those that name it. */
export function readForm(body: string, index: number): { action: string; inputs: Record<string, string> } {
  const form = [...body.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)][index];
  if (!form) throw new Error(`no form ${index}`);
  const inputs = [...form[2]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return {
    action: form[1]!.replaceAll('&amp;', '&'),
    inputs: Object.fromEntries(inputs.map(([, name, value]) => [name!, value!])),
  };
}

export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
