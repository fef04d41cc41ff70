export { verifyCms } from './verify-cms.js';
