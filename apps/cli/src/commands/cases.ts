import { Command } from 'commander';
import { verifyArchiveCommand } from '../cases/verify-archive.js';

/** `tongban cases`: cases and their archives. */
export function casesCommand(): Command {
  const cases = new Command('cases').description('cases: check an archive offline (办件)');
  verifyArchiveCommand(cases);
  return cases;
}
