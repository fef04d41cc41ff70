import { entry } from '../entry.js';

/** Matters as a node keeps them: loaded, offered, adopted. */
export const matters = {
  DEPARTMENT_MAPPING_MISSING: entry(
    422,
    [
      'No file says which bodies of this region stand for the departments of matters.',
      'Add the region’s file to `matters.departments` and start the node again.',
    ],
    ['缺少本地区的部门对应表。', '请在 matters.departments 中补充本地区的对应表后重新启动。'],
  ),
  MATTER_DEPARTMENT_UNMAPPED: entry(
    422,
    [
      'A matter names a department for which no body of this region stands.',
      'Map the department to one of this region’s own bodies.',
    ],
    ['事项涉及的部门在本地区没有对应机构。', '请为该部门指定本地区的机构。'],
  ),
};
