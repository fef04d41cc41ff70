export { registerGraphiql, type GraphiqlOptions } from './register-graphiql.js';
