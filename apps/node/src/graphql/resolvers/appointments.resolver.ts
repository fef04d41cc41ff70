import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES, type ClientCaller } from '../../callers/index.js';
import type { CountersRoom } from '../../counters/index.js';
import type { MattersRoom } from '../../matters/index.js';
import { COUNTERS, MATTERS } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import {
  bookingOf,
  clientOf,
  sessionOf,
  toAppointment,
  toAppointmentPage,
  wordsOf,
} from '../present-counters.js';
import { InstantScalar } from '../scalars.js';
import type { Region } from '../types/enums.js';
import {
  AppointmentInput,
  AppointmentPageType,
  AppointmentType,
  JointSessionInput,
} from '../types/counter.type.js';

const id = { type: () => ID, description: both('Its id.', '预约编号。') };

/** 预约: a person's own appointments, and those of the own counter. */
@Resolver()
export class AppointmentsResolver {
  constructor(
    @Inject(COUNTERS) private readonly counters: CountersRoom,
    @Inject(MATTERS) private readonly room: MattersRoom,
  ) {}

  @Query(() => AppointmentPageType, {
    description: both(
      'Appointments in the order of their times: one’s own, or those of the own counter.',
      '按时间排列的预约：本人的，或本窗口的。',
    ),
  })
  @Allow(...DUTIES.appointments)
  async appointments(
    @Args('from', { type: () => InstantScalar, description: both('From this instant on.', '起始时间。') })
    from: string,
    @Args('until', { type: () => InstantScalar, description: both('Before this instant.', '截止时间。') })
    until: string,
    @Args('first', {
      type: () => Int,
      defaultValue: 20,
      description: both('Items per page, 1 to 100.', '每页条数，1 至 100。'),
    })
    size: number,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: both('Cursor to go on from.', '起始游标。'),
    })
    after: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<AppointmentPageType> {
    const span = { from: Date.parse(from), until: Date.parse(until), ...pageOf(size, after) };
    return toAppointmentPage(await this.counters.appointments.list(this.partyOf(clientOf(operation)), span));
  }

  @Mutation(() => AppointmentType, {
    description: both('Books an appointment. Logged.', '预约；留痕。'),
  })
  @Allow(...DUTIES.appointments)
  async bookAppointment(
    @Args('input', { type: () => AppointmentInput, description: both('What is booked.', '预约内容。') })
    input: AppointmentInput,
    @Context() operation: OperationContext,
  ): Promise<AppointmentType> {
    const caller = clientOf(operation);
    if (!this.room.known.current(input.matter))
      throw new Refusal('MATTER_UNKNOWN', { hint: input.matter.slice(0, 64) });
    const { booking, person } = bookingOf(input, caller, this.counters.region as Region);
    if (booking.case !== undefined) await this.counters.assertSees(booking.case, caller);
    return toAppointment(
      await this.counters.appointments.book(booking, this.counters.personKey(person), caller),
    );
  }

  @Mutation(() => AppointmentType, {
    description: both('Cancels an appointment. Logged.', '取消预约；留痕。'),
  })
  @Allow(...DUTIES.appointments)
  async cancelAppointment(
    @Args('id', id) of: string,
    @Args('reason', { type: () => String, description: both('Why.', '理由。') }) why: string,
    @Context() operation: OperationContext,
  ): Promise<AppointmentType> {
    const caller = clientOf(operation);
    const reason = wordsOf(why, 'reason');
    return toAppointment(await this.counters.appointments.cancel(of, reason, this.partyOf(caller), caller));
  }

  @Mutation(() => AppointmentType, {
    description: both('Says whether the person came. Logged.', '登记是否赴约；留痕。'),
  })
  @Allow(...DUTIES.counters)
  async closeAppointment(
    @Args('id', id) of: string,
    @Args('kept', { type: () => Boolean, description: both('Whether the person came.', '是否赴约。') })
    kept: boolean,
    @Context() operation: OperationContext,
  ): Promise<AppointmentType> {
    const caller = clientOf(operation);
    return toAppointment(await this.counters.appointments.close(of, kept, this.partyOf(caller), caller));
  }

  @Mutation(() => AppointmentType, {
    description: both(
      'Records a joint session over video: who, when, what came of it. Logged.',
      '登记远程视频联办记录：参加人、时间、结果；留痕。',
    ),
  })
  @Allow(...DUTIES.counters)
  async recordJointSession(
    @Args('appointment', id) of: string,
    @Args('session', { type: () => JointSessionInput, description: both('The record.', '记录。') })
    input: JointSessionInput,
    @Context() operation: OperationContext,
  ): Promise<AppointmentType> {
    const caller = clientOf(operation);
    if (!caller.person) throw new Refusal('COUNTER_PERSON_MISSING');
    const by = { name: caller.person.name, party: this.partyOf(caller), caller };
    return toAppointment(await this.counters.appointments.recordSession(of, sessionOf(input), by));
  }

  /** A holder by themselves, everybody else by their body. @throws Refusal ROLE_NOT_ALLOWED */
  private partyOf(caller: ClientCaller): { person: string } | { organisation: string } {
    if (caller.role !== 'holder') return { organisation: caller.organisation.code };
    if (!caller.holder) throw new Refusal('ROLE_NOT_ALLOWED');
    return { person: this.counters.personKey(caller.holder) };
  }
}
