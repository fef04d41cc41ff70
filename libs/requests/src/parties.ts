import { z } from 'zod';
import { entityIdSchema } from '#libs/exchange';

/** Which of the two nodes of a matter acts. Where both are one node, it may act as either. */
export type Side = 'requester' | 'provider';

/** Roles that have a part in requests and objections; a node's other roles have none. */
export const REQUEST_ROLES = ['integrator', 'windowClerk', 'holder', 'securityAdministrator'] as const;
export type RequestRole = (typeof REQUEST_ROLES)[number];
export const requestRoleSchema = z.enum(REQUEST_ROLES);

export const partiesSchema = z.strictObject({
  /** Entity id of the node whose region asks. */
  requester: entityIdSchema,
  /** Entity id of the node whose region provides; it decides in which order things happen. */
  provider: entityIdSchema,
});
export type Parties = z.infer<typeof partiesSchema>;

/** The sides that a node may act for. */
export function sidesOf({ requester, provider }: Parties, node: string): Side[] {
  return [
    ...(node === requester ? (['requester'] as const) : []),
    ...(node === provider ? (['provider'] as const) : []),
  ];
}

/**
 * Where the periods and duties of this room come from: the decree as this project's requirements summarise it. Articles
 * are named together on purpose: which sentence says what is for a lawyer to check before production use.
 */
export const DECREE = {
  zh: '政务数据共享条例（国务院令第809号）第十七条至第二十九条（依项目需求摘要）',
  en: 'Regulations on Government Data Sharing (State Council decree 809), articles 17 to 29, as summarised in the project’s requirements',
} as const;
