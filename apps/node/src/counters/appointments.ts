import { randomBytes } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import { Refusal } from '#libs/errors';
import type { GovernanceActor, GovernanceJournal } from '../audit/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import { asStoreRefusal, type Transactions } from '../persistence/index.js';
import type { CountersConfig } from './counters.config.js';

export const APPOINTMENT_KINDS = ['visit', 'joint-session'] as const;
export type AppointmentKind = (typeof APPOINTMENT_KINDS)[number];
export type AppointmentState = 'booked' | 'cancelled' | 'kept' | 'missed';
export const SESSION_OUTCOMES = ['settled', 'to-continue', 'broken-off'] as const;
export type SessionOutcome = (typeof SESSION_OUTCOMES)[number];

export interface Booking {
  kind: AppointmentKind;
  /** Code of the body whose counter it is. */
  organisation: string;
  matter: string;
  case?: string;
  /** Regions that take part, of a joint session. */
  regions: readonly string[];
  /** Milliseconds since the epoch; a multiple of the slots' length. */
  startsAt: number;
}

export interface SessionRecord {
  beganAt: number;
  endedAt: number;
  participants: readonly {
    part: 'applicant' | 'counter' | 'authority' | 'other';
    region: string;
    name: string;
  }[];
  outcome: SessionOutcome;
  summary: string;
}

export interface Appointment extends Booking {
  id: string;
  endsAt: number;
  state: AppointmentState;
  reason?: string;
  session?: SessionRecord & { recordedBy: string; recordedAt: number };
}

interface Row {
  id: string;
  kind: AppointmentKind;
  organisation: string;
  case_id: string | null;
  matter: string;
  person: string;
  regions: string[];
  starts_at: Date;
  ends_at: Date;
  state: AppointmentState;
  reason: string | null;
  began_at: Date | null;
  ended_at: Date | null;
  participants: SessionRecord['participants'] | null;
  outcome: SessionOutcome | null;
  summary: string | null;
  recorded_by: string | null;
  recorded_at: Date | null;
}

export interface AppointmentsDeps {
  config: Pick<CountersConfig, 'slotMinutes' | 'desks' | 'opensAt' | 'closesAt' | 'aheadDays' | 'perPerson'>;
  pool: Pool;
  transactions: Transactions;
  journal: GovernanceJournal;
  /** Whether a day (`YYYY-MM-DD`) is a working day. */
  isWorking: (day: string) => boolean;
  clock: () => number;
}

/** On whose behalf: a person by their key, a body, or both. Either is enough to see and to change an appointment. */
export interface AppointmentParty {
  person?: string;
  organisation?: string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;
const SELECT = `SELECT a.*, s.began_at, s.ended_at, s.participants, s.outcome, s.summary, s.recorded_by, s.recorded_at
  FROM counter_appointment a LEFT JOIN counter_session s ON s.appointment = a.id`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** 预约, and the record of a joint session over video (远程帮办): who sat together, when, what came of it. */
export class Appointments {
  constructor(private readonly deps: AppointmentsDeps) {}

  /** @throws Refusal APPOINTMENT_TIME_INVALID, APPOINTMENT_FULL, APPOINTMENT_TOO_MANY, APPOINTMENT_TAKEN */
  book(booking: Booking, person: string, caller: GovernanceActor): Promise<Appointment> {
    const { config, transactions, clock } = this.deps;
    const now = clock();
    const endsAt = booking.startsAt + config.slotMinutes * MINUTE;
    this.assertTime(booking.startsAt, endsAt, now);
    return transactions.run(async ({ client }) => {
      // One after the other for each counter and for each person, so that no desk and nobody is booked twice.
      for (const lock of [`counter:${booking.organisation}`, `person:${person}`].sort())
        await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lock]);
      await this.assertFree(client, booking, person, now);
      const id = uuid7(now, (n) => randomBytes(n));
      await this.record(caller, `${id} booked`);
      await client.query(
        `INSERT INTO counter_appointment (id, kind, organisation, case_id, matter, person, regions, starts_at, ends_at, booked_at,
           changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
        [
          id,
          booking.kind,
          booking.organisation,
          booking.case ?? null,
          booking.matter,
          person,
          booking.regions,
          new Date(booking.startsAt),
          new Date(endsAt),
          new Date(now),
        ],
      );
      return { ...booking, id, endsAt, state: 'booked' };
    });
  }

  /** @throws Refusal APPOINTMENT_UNKNOWN, APPOINTMENT_SETTLED */
  cancel(id: string, reason: string, party: AppointmentParty, caller: GovernanceActor): Promise<Appointment> {
    return this.settle(id, party, async (client, one, now) => {
      await this.record(caller, `${id} cancelled`);
      return this.save(client, one, 'cancelled', now, reason);
    });
  }

  /** The person came, or did not. @throws Refusal as {@link cancel}, APPOINTMENT_NOT_YET */
  close(id: string, kept: boolean, party: AppointmentParty, caller: GovernanceActor): Promise<Appointment> {
    return this.settle(id, party, async (client, one, now) => {
      if (now < one.startsAt) throw new Refusal('APPOINTMENT_NOT_YET');
      await this.record(caller, `${id} ${kept ? 'kept' : 'missed'}`);
      return this.save(client, one, kept ? 'kept' : 'missed', now);
    });
  }

  /** @throws Refusal as {@link close}, APPOINTMENT_NO_SESSION, COUNTER_INPUT_INVALID */
  recordSession(
    id: string,
    session: SessionRecord,
    by: { name: string; party: AppointmentParty; caller: GovernanceActor },
  ): Promise<Appointment> {
    return this.settle(id, by.party, async (client, one, now) => {
      if (one.kind !== 'joint-session') throw new Refusal('APPOINTMENT_NO_SESSION');
      if (
        !(session.beganAt < session.endedAt) ||
        session.endedAt > now ||
        session.beganAt < one.startsAt - DAY
      )
        throw new Refusal('COUNTER_INPUT_INVALID', { hint: 'beganAt, endedAt' });
      const entry = await this.record(by.caller, `${id} session recorded: ${session.outcome}`);
      await client.query(
        `INSERT INTO counter_session (appointment, began_at, ended_at, participants, outcome, summary, recorded_by, recorded_at,
           entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          new Date(session.beganAt),
          new Date(session.endedAt),
          JSON.stringify(session.participants),
          session.outcome,
          session.summary,
          by.name,
          new Date(now),
          entry,
        ],
      );
      const kept = await this.save(client, one, 'kept', now);
      return { ...kept, session: { ...session, recordedBy: by.name, recordedAt: now } };
    });
  }

  /** In the order of their times. @throws Refusal CURSOR_INVALID, STORE_UNAVAILABLE */
  async list(
    { person, organisation }: AppointmentParty,
    { from, until, first, after }: { from: number; until: number; first: number; after?: string },
  ): Promise<{ rows: Appointment[]; hasNextPage: boolean; endCursor?: string }> {
    const [at, id] = after === undefined ? [] : cursorOf(after);
    try {
      const { rows } = await this.deps.pool.query<Row>(
        `${SELECT} WHERE (a.person = $1 OR a.organisation = $2) AND a.starts_at >= $3 AND a.starts_at < $4
           AND ($5::timestamptz IS NULL OR (a.starts_at, a.id) > ($5, $6::uuid))
         ORDER BY a.starts_at, a.id LIMIT $7`,
        [
          person ?? null,
          organisation ?? null,
          new Date(from),
          new Date(until),
          at === undefined ? null : new Date(at),
          id ?? null,
          first + 1,
        ],
      );
      const page = rows.slice(0, first).map(appointmentOf);
      const last = page.at(-1);
      return {
        rows: page,
        hasNextPage: rows.length > first,
        ...(last ? { endCursor: `${String(last.startsAt)}|${last.id}` } : {}),
      };
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }

  private assertTime(startsAt: number, endsAt: number, now: number): void {
    const { slotMinutes, opensAt, closesAt, aheadDays } = this.deps.config;
    const inChina = startsAt + BEIJING_MS;
    const day = new Date(inChina).toISOString().slice(0, 10);
    const midnight = Math.floor(inChina / DAY) * DAY;
    const begins = inChina - midnight;
    const sound =
      Number.isSafeInteger(startsAt) &&
      startsAt > now &&
      startsAt - now <= aheadDays * DAY &&
      begins % (slotMinutes * MINUTE) === 0 &&
      begins >= opensAt * 60 * MINUTE &&
      endsAt + BEIJING_MS - midnight <= closesAt * 60 * MINUTE &&
      this.deps.isWorking(day);
    if (!sound) throw new Refusal('APPOINTMENT_TIME_INVALID');
  }

  private async assertFree(
    client: ClientBase,
    { organisation, startsAt }: Booking,
    person: string,
    now: number,
  ): Promise<void> {
    const { desks, perPerson } = this.deps.config;
    const { rows } = await client.query<{ here: string; open: string; twice: boolean }>(
      `SELECT count(*) FILTER (WHERE organisation = $1 AND starts_at = $2) AS here,
         count(*) FILTER (WHERE person = $3 AND starts_at > $4) AS open,
         coalesce(bool_or(person = $3 AND starts_at = $2), false) AS twice
       FROM counter_appointment
       WHERE state = 'booked' AND ((organisation = $1 AND starts_at = $2) OR (person = $3 AND starts_at > $4))`,
      [organisation, new Date(startsAt), person, new Date(now)],
    );
    const [found] = rows;
    if (found?.twice) throw new Refusal('APPOINTMENT_TAKEN');
    if (Number(found?.open) >= perPerson) throw new Refusal('APPOINTMENT_TOO_MANY');
    if (Number(found?.here) >= desks) throw new Refusal('APPOINTMENT_FULL');
  }

  private settle(
    id: string,
    { person, organisation }: AppointmentParty,
    how: (client: ClientBase, one: Appointment, now: number) => Promise<Appointment>,
  ): Promise<Appointment> {
    return this.deps.transactions.run(async ({ client }) => {
      if (!UUID.test(id)) throw new Refusal('APPOINTMENT_UNKNOWN');
      const { rows } = await client.query<Row>(`${SELECT} WHERE a.id = $1 FOR UPDATE OF a`, [id]);
      const [row] = rows;
      const theirs =
        row &&
        ((person !== undefined && row.person === person) ||
          (organisation !== undefined && row.organisation === organisation));
      if (!theirs) throw new Refusal('APPOINTMENT_UNKNOWN');
      if (row.state !== 'booked') throw new Refusal('APPOINTMENT_SETTLED');
      return how(client, appointmentOf(row), this.deps.clock());
    });
  }

  private async save(
    client: ClientBase,
    one: Appointment,
    state: AppointmentState,
    now: number,
    reason?: string,
  ): Promise<Appointment> {
    await client.query(
      'UPDATE counter_appointment SET state = $2, reason = $3, changed_at = $4 WHERE id = $1',
      [one.id, state, reason ?? null, new Date(now)],
    );
    return { ...one, state, ...(reason === undefined ? {} : { reason }) };
  }

  private async record(caller: GovernanceActor, what: string): Promise<string> {
    const { id } = await this.deps.journal.record({
      kind: 'administration',
      caller,
      governance: { action: 'configure', note: `appointment ${what}` },
      outcome: 'granted',
    });
    return id;
  }
}

function cursorOf(text: string): [number, string] {
  const [, at, id] = /^(\d{1,16})\|([0-9a-f-]{36})$/.exec(text) ?? [];
  if (at === undefined || id === undefined || !UUID.test(id)) throw new Refusal('CURSOR_INVALID');
  return [Number(at), id];
}

const appointmentOf = (row: Row): Appointment => ({
  id: row.id,
  kind: row.kind,
  organisation: row.organisation,
  matter: row.matter,
  ...(row.case_id === null ? {} : { case: row.case_id }),
  regions: row.regions,
  startsAt: row.starts_at.getTime(),
  endsAt: row.ends_at.getTime(),
  state: row.state,
  ...(row.reason === null ? {} : { reason: row.reason }),
  ...(row.began_at && row.ended_at && row.recorded_at && row.outcome
    ? {
        session: {
          beganAt: row.began_at.getTime(),
          endedAt: row.ended_at.getTime(),
          participants: row.participants ?? [],
          outcome: row.outcome,
          summary: row.summary ?? '',
          recordedBy: row.recorded_by ?? '',
          recordedAt: row.recorded_at.getTime(),
        },
      }
    : {}),
});
