export { verifyJws } from './verify-jws.js';
export { verifyJose, type JoseInput } from './jose-algorithms.js';
