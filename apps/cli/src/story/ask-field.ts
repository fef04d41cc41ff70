import type { Integrator } from '../integrator/client.js';

/** The value of one root field of an operation. */
export type AskField = <T>(text: string, variables: Record<string, unknown>, root: string) => Promise<T>;

/**
 * Asks as one integrator for a part of the story.
 * @throws Error where the field is not answered: the story would be a lie
 */
export const askField =
  (what: string, integrator: Integrator): AskField =>
  async <T>(text: string, variables: Record<string, unknown>, root: string) => {
    const { data, errors } = await integrator.ask(text, variables);
    if (!data?.[root]) throw new Error(`${what} could not be told: ${JSON.stringify(errors)}`);
    return data[root] as T;
  };
