import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/accounts-file.js';
import type { Step } from './interaction-steps.js';

/** Somebody whose password was right, at one step of one interaction. */
export interface Visit {
  request: FastifyRequest;
  reply: FastifyReply;
  step: Step;
  account: Account;
}
