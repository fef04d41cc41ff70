import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Given, GivenStore } from '../given/given-store.js';
import { givenPage } from '../pages/given-page.js';
import { reviewPage } from '../pages/review-page.js';
import { messagePage } from '../pages/sign-in-pages.js';
import { sameSubject, standing, type Person } from '../persons/persons.js';
import type { DecideRequest, Decided } from '../requests/decide-request.js';
import type { PendingRequest, PendingRequests } from '../requests/pending-requests.js';
import { badForm } from './register-sign-in.js';
import { goTo, show, type Visit, type Visits } from './visit.js';

export interface HolderParts {
  visits: Visits;
  persons: ReadonlyMap<string, Person>;
  pending: PendingRequests;
  decide: DecideRequest;
  given: GivenStore;
  clock: () => number;
}

const ID = /^[A-Za-z0-9_-]{22}$/;

/** What a signed-in holder does: look at a request, decide, take back. */
export function registerHolder(fastify: FastifyInstance, parts: HolderParts): void {
  const { visits, persons, pending, decide, given, clock } = parts;
  const signedIn = ({ session }: Visit): Person | undefined => persons.get(session.username ?? '');

  fastify.get('/', async (request, reply) => goTo(visits.of(request, reply), '/given'));

  fastify.get<{ Params: { id: string } }>('/a/:id', async (request, reply) => {
    const visit = visits.of(request, reply);
    const person = signedIn(visit);
    if (!person) return toSignIn(visit, ID.test(request.params.id) ? `/a/${request.params.id}` : '/given');
    const found = claimed(pending.find(request.params.id), person);
    return found ? review(visit, found, person) : gone(visit);
  });

  fastify.post<{ Params: { id: string } }>('/a/:id', async (request, reply) => {
    const sent = visits.form(request, reply);
    if (!sent) return badForm(visits.of(request, reply));
    const { visit, form } = sent;
    const person = signedIn(visit);
    if (!person) return toSignIn(visit, '/given');
    const found = claimed(pending.find(request.params.id), person);
    if (!found) return gone(visit);
    const { words } = visit;
    if (form.get('decision') !== 'confirm')
      return decide.refuse(found)
        ? say(visit, words.refused, words.refusedWhy)
        : say(visit, words.error, words.alreadyDecided, 409);
    const decided = await decide.grant(found, person, {
      actingFor: form.get('for') ?? 'self',
      fields: form.getAll('field').slice(0, 1_024),
    });
    if (decided === 'granted') return say(visit, words.granted, words.grantedWhy);
    if (decided === 'already-decided') return say(visit, words.error, words.alreadyDecided, 409);
    return review(visit, found, person, decided);
  });

  fastify.get('/given', async (request, reply) => {
    const visit = visits.of(request, reply);
    const person = signedIn(visit);
    if (!person) return toSignIn(visit, '/given');
    const own = given.list().filter((one) => concerns(one, person, clock()));
    return show(visit, givenPage(visit.frame, own, visit.session.formToken, clock()));
  });

  fastify.post<{ Params: { jti: string } }>('/given/:jti/withdraw', async (request, reply) => {
    const sent = visits.form(request, reply);
    if (!sent) return badForm(visits.of(request, reply));
    const person = signedIn(sent.visit);
    if (!person) return toSignIn(sent.visit, '/given');
    const one = given.list().find(({ claims }) => claims.jti === request.params.jti);
    if (!one || !concerns(one, person, clock())) return gone(sent.visit);
    await given.withdraw(one.claims.jti, clock());
    return goTo(sent.visit, '/given');
  });

  function review(visit: Visit, request: PendingRequest, person: Person, fault?: Decided): FastifyReply {
    if (request.outcome) return say(visit, visit.words.error, visit.words.alreadyDecided, 409);
    const { words, session, frame } = visit;
    const error =
      fault === 'nothing-ticked'
        ? words.nothingTicked
        : fault === 'no-such-relation'
          ? words.noSuchRelation
          : undefined;
    const now = clock();
    const relations = standing(person, now);
    const shown = { request, person, relations, token: session.formToken, now, error };
    return show(visit, reviewPage(frame, shown), error === undefined ? 200 : 400);
  }
}

/** Who opens a request first, alone may decide: the code on the clerk's screen can be seen by others. */
function claimed(request: PendingRequest | undefined, { username }: Person): PendingRequest | undefined {
  if (!request) return undefined;
  request.claimedBy ??= username;
  return request.claimedBy === username ? request : undefined;
}

/** Who confirmed may take it back, and so may the holder and whoever acts for the holder now. */
function concerns({ by, claims }: Given, person: Person, now: number): boolean {
  return (
    by === person.username ||
    [person.holder, ...standing(person, now).map(({ of }) => of)].some((one) =>
      sameSubject(one, claims.holder),
    )
  );
}

function toSignIn(visit: Visit, goal: string): FastifyReply {
  visit.session.goal = goal;
  return goTo(visit, '/sign-in');
}

const say = (visit: Visit, title: string, text: string, status = 200): FastifyReply =>
  show(visit, messagePage(visit.frame, title, text), status);

const gone = (visit: Visit): FastifyReply => say(visit, visit.words.error, visit.words.unknown, 404);
