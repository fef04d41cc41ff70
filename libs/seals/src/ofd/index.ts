export { verifyOfd } from './verify-ofd.js';
