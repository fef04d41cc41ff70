import { judgeAuthorisation, type AuthorisationPorts } from '#libs/authorisation';
import { asRefusal } from '#libs/errors';
import type {
  AuthorisationUse,
  AuthorisationVerdict,
  HolderAuthorisations,
} from '../lookup/sharing-ports.js';

/** Judges what callers present with their lookups; whatever goes wrong, nothing is widened. */
export class PresentedAuthorisations implements HolderAuthorisations {
  constructor(
    private readonly ports: AuthorisationPorts,
    private readonly report: (error: unknown, what: string) => void,
  ) {}

  async judge(token: string, use: AuthorisationUse): Promise<AuthorisationVerdict> {
    try {
      return { granted: true, authorisation: await judgeAuthorisation(token, use, this.ports) };
    } catch (error) {
      const { code } = asRefusal(error);
      if (code === 'INTERNAL') this.report(error, 'authorisation');
      return { granted: false, code };
    }
  }
}
