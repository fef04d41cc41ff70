import type { FastifyInstance } from 'fastify';
import { codePage, messagePage, signInPage } from '../pages/sign-in-pages.js';
import type { SignIn } from '../sign-in/sign-in.js';
import { goTo, show, type Visits } from './visit.js';

/** Two pages, one factor each. */
export function registerSignIn(
  fastify: FastifyInstance,
  { visits, signIn, showSecondFactor }: { visits: Visits; signIn: SignIn; showSecondFactor: boolean },
): void {
  fastify.get('/sign-in', async (request, reply) => {
    const visit = visits.of(request, reply);
    if (visit.session.username !== undefined) return goTo(visit, visit.session.goal ?? '/given');
    return show(visit, signInPage(visit.frame, visit.session.formToken));
  });

  fastify.post('/sign-in', async (request, reply) => {
    const sent = visits.form(request, reply);
    if (!sent) return badForm(visits.of(request, reply));
    const { visit, form } = sent;
    const username = (form.get('username') ?? '').trim().toLowerCase().slice(0, 40);
    const outcome = await signIn.password(username, (form.get('password') ?? '').slice(0, 200));
    if (outcome === 'ok') {
      visits.renew(visit, { halfway: username });
      return goTo(visit, '/sign-in/code');
    }
    const error = outcome === 'resting' ? visit.words.resting : visit.words.wrongPassword;
    return show(visit, signInPage(visit.frame, visit.session.formToken, error), 401);
  });

  fastify.get('/sign-in/code', async (request, reply) => {
    const visit = visits.of(request, reply);
    const { halfway, formToken } = visit.session;
    if (halfway === undefined) return goTo(visit, '/sign-in');
    const shown = showSecondFactor ? signIn.shownCode(halfway) : undefined;
    return show(visit, codePage(visit.frame, formToken, shown));
  });

  fastify.post('/sign-in/code', async (request, reply) => {
    const sent = visits.form(request, reply);
    if (!sent) return badForm(visits.of(request, reply));
    const { visit, form } = sent;
    const { halfway, formToken, goal } = visit.session;
    if (halfway === undefined) return goTo(visit, '/sign-in');
    const outcome = signIn.code(halfway, form.get('code') ?? '');
    if (outcome === 'ok') {
      visits.renew(visit, { username: halfway });
      return goTo(visit, goal ?? '/given');
    }
    const shown = showSecondFactor ? signIn.shownCode(halfway) : undefined;
    const error = outcome === 'resting' ? visit.words.resting : visit.words.wrongCode;
    return show(visit, codePage(visit.frame, formToken, shown, error), 401);
  });

  fastify.post('/sign-out', async (request, reply) => {
    const sent = visits.form(request, reply);
    if (!sent) return badForm(visits.of(request, reply));
    visits.close(sent.visit);
    return goTo(sent.visit, '/sign-in');
  });
}

export function badForm(visit: ReturnType<Visits['of']>) {
  return show(visit, messagePage(visit.frame, visit.words.error, visit.words.badForm), 403);
}
