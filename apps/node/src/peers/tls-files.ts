import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';

export interface TlsPaths {
  cert: string;
  key: string;
  ca: string;
}

export interface TlsMaterial {
  cert: string;
  key: string;
  ca: string;
}

export interface TlsFilesOptions {
  reloadSeconds?: number;
  /** Told when changed files are not usable; the node goes on with what it has. */
  onFault?: (error: unknown) => void;
}

/**
 * Certificate, key and authorities from files, read again when they change: certificates are renewed while nodes
 * run. Files are compared by content at intervals, because file events do not cross container mounts.
 */
export class TlsFiles {
  private material: TlsMaterial;
  private digest: string;
  private readonly listeners = new Set<(material: TlsMaterial) => void>();
  private timer: NodeJS.Timeout | undefined;

  /** @throws Error when a file is missing or certificate and key do not belong together. */
  constructor(
    private readonly paths: TlsPaths,
    private readonly options: TlsFilesOptions = {},
  ) {
    this.material = read(paths);
    this.digest = digestOf(this.material);
    const seconds = options.reloadSeconds ?? 0;
    if (seconds > 0) this.timer = setInterval(() => this.reload(), seconds * 1000).unref();
  }

  current(): TlsMaterial {
    return this.material;
  }

  /** Looks at the files now. True when something new was taken up. */
  reload(): boolean {
    let fresh: TlsMaterial;
    try {
      fresh = read(this.paths);
    } catch (error) {
      this.options.onFault?.(error);
      return false;
    }
    const digest = digestOf(fresh);
    if (digest === this.digest) return false;
    this.material = fresh;
    this.digest = digest;
    for (const listener of this.listeners) listener(fresh);
    return true;
  }

  onChange(listener: (material: TlsMaterial) => void): void {
    this.listeners.add(listener);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

function read(paths: TlsPaths): TlsMaterial {
  const material = {
    cert: readFileSync(paths.cert, 'utf8'),
    key: readFileSync(paths.key, 'utf8'),
    ca: readFileSync(paths.ca, 'utf8'),
  };
  // The two are replaced one after the other: half of a renewal is not taken up.
  if (!new X509Certificate(material.cert).checkPrivateKey(createPrivateKey(material.key))) {
    throw new Error(`${paths.cert} and ${paths.key} do not belong together`);
  }
  new X509Certificate(material.ca);
  return material;
}

const digestOf = (material: TlsMaterial): string =>
  createHash('sha256').update(JSON.stringify(material)).digest('hex');

/** What a peer listener and a peer client have in common. TLS 1.2 is kept for certified gateways. */
export function tlsContext(material: TlsMaterial): SecureContextOptions {
  return { cert: material.cert, key: material.key, ca: material.ca, minVersion: 'TLSv1.2' };
}

/** Options of a peer listener: asks for a client certificate, and leaves its absence to the route to refuse. */
export function peerListenerTls(material: TlsMaterial) {
  return { ...tlsContext(material), requestCert: true, rejectUnauthorized: false } as const;
}
