// The catalogue of licence types: about nobody, so no context is due.
import { show, tianjin } from './demo.js';

const types = await tianjin().licenceTypes();
show(types.map(({ typeCode, nameZh, nameEn, fieldCount }) => ({ typeCode, nameZh, nameEn, fieldCount })));
