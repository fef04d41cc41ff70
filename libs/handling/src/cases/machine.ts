import type { Bilingual } from '../words.js';

interface MachineState extends Bilingual {
  final: boolean;
}
interface MachineStep<State extends string> {
  from: readonly State[];
  to?: State;
  by: readonly unknown[];
  roles: readonly unknown[];
}

/**
 * What is wrong with a machine, in words for its author; empty where it is sound: every state can be reached from the one
 * that opens, every state that is not final can be left, a final one can be reached from everywhere, nobody is left out.
 */
export function machineProblems<State extends string>(
  states: Readonly<Record<State, MachineState>>,
  steps: Readonly<Record<string, MachineStep<State>>>,
): string[] {
  const names = Object.keys(states) as State[];
  const list = Object.entries(steps);
  const opening = list.filter(([, { from }]) => from.length === 0);
  const first = opening[0]?.[1].to;
  if (opening.length !== 1 || first === undefined) return ['exactly one step opens a case'];
  const leaving = (state: State): State[] =>
    list.flatMap(([, { from, to }]) => (to !== undefined && from.includes(state) ? [to] : []));
  const reached = closure([first], leaving);
  const problems = list.flatMap(([kind, { from, to, by, roles }]) => [
    ...[...from, ...(to ? [to] : [])]
      .filter((one) => !names.includes(one))
      .map((one) => `${kind}: no state ${one}`),
    ...(by.length === 0 || roles.length === 0 ? [`${kind}: nobody may take it`] : []),
    ...(new Set(from).size === from.length ? [] : [`${kind}: a state twice`]),
  ]);
  for (const name of names) {
    if (!reached.has(name)) problems.push(`${name} cannot be reached`);
    const onward = closure(leaving(name), leaving);
    if (!states[name].final && ![...onward].some((one) => states[one].final))
      problems.push(`${name} is a dead end`);
  }
  return problems;
}

function closure<State>(from: readonly State[], next: (state: State) => readonly State[]): Set<State> {
  const seen = new Set(from);
  for (const state of seen) for (const one of next(state)) seen.add(one);
  return seen;
}

/** For the module that holds a machine: a broken one is a defect that must not start. */
export function assertMachine<State extends string>(
  states: Readonly<Record<State, MachineState>>,
  steps: Readonly<Record<string, MachineStep<State>>>,
): void {
  const problems = machineProblems(states, steps);
  if (problems.length > 0) throw new Error(`The machine of cases is not sound: ${problems.join('; ')}`);
}
