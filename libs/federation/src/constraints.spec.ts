import { Refusal } from '#libs/errors';
import { allowedTypes, checkConstraints, type PlacedConstraints } from './constraints.js';

const LEAF = 'https://node.beijing.example';
const placed = (constraints: PlacedConstraints['constraints'], more: Partial<PlacedConstraints> = {}) => ({
  iss: 'https://anchor.example',
  constraints,
  intermediatesBelow: 0,
  subordinates: [LEAF],
  ...more,
});
const codeOf = (...all: PlacedConstraints[]): string => {
  try {
    checkConstraints(all);
    return 'kept';
  } catch (thrown) {
    return (thrown as Refusal).code;
  }
};

describe('constraints (OpenID Federation 1.0 §6.2)', () => {
  it.each([
    [0, 1, 'CONSTRAINT_PATH_LENGTH'],
    [1, 2, 'CONSTRAINT_PATH_LENGTH'],
    [0, 0, 'kept'],
    [2, 2, 'kept'],
    [2, 1, 'kept'],
  ])('max_path_length %i with %i intermediates: %s (§6.2.1)', (max, intermediatesBelow, expected) => {
    expect(codeOf(placed({ max_path_length: max }, { intermediatesBelow }))).toBe(expected);
  });

  it.each([
    [{ permitted: ['.tianjin.example'] }, 'CONSTRAINT_NAMING'],
    [{ permitted: ['beijing.example'] }, 'CONSTRAINT_NAMING'],
    [{ permitted: ['.node.beijing.example'] }, 'CONSTRAINT_NAMING'],
    [{ permitted: [] }, 'CONSTRAINT_NAMING'],
    [{ excluded: ['.example'] }, 'CONSTRAINT_NAMING'],
    [{ permitted: ['.beijing.example'], excluded: ['node.beijing.example'] }, 'CONSTRAINT_NAMING'],
    [{ permitted: ['.eijing.example'] }, 'CONSTRAINT_NAMING'],
    [{ permitted: ['.beijing.example'] }, 'kept'],
    [{ permitted: ['.BEIJING.example'] }, 'kept'],
    [{ permitted: ['node.beijing.example'] }, 'kept'],
    [{ excluded: ['beijing.example'] }, 'kept'],
  ])('naming_constraints %j: %s (§6.2.2, RFC 5280 §4.2.1.10)', (naming, expected) => {
    expect(codeOf(placed({ naming_constraints: naming }))).toBe(expected);
  });

  it('holds every entity below to the names, not the subject alone', () => {
    const subordinates = [LEAF, 'https://region.other.example'];
    const constraints = { naming_constraints: { permitted: ['.beijing.example'] } };
    expect(codeOf(placed(constraints, { subordinates }))).toBe('CONSTRAINT_NAMING');
  });

  it('removes entity types that any superior leaves out, never federation_entity (§6.2.3)', () => {
    const metadata = { federation_entity: {}, tongban_node: {}, openid_provider: {} };
    const types = (...lists: (string[] | undefined)[]) =>
      Object.keys(
        allowedTypes(
          metadata,
          lists.map((list) => placed(list && { allowed_entity_types: list })),
        ),
      );
    expect(types(undefined)).toEqual(['federation_entity', 'tongban_node', 'openid_provider']);
    expect(types(['tongban_node', 'openid_provider'], ['tongban_node'])).toEqual([
      'federation_entity',
      'tongban_node',
    ]);
    expect(types([])).toEqual(['federation_entity']);
  });
});
