export { verifyJws } from './verify-jws.js';
export { joseScheme, verifyJose, type JoseInput } from './jose-algorithms.js';
