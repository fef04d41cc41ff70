import { jest } from '@jest/globals';

/**
 * End-to-end tests boot nodes, unit tests make keys, fonts and documents; on a busy machine that takes longer than five
 * seconds, and nothing is learnt from that.
 */
jest.setTimeout(60_000);
