export { registerGraphiql, type GraphiqlOptions } from './register-graphiql.js';
export { optionsFor } from './options-for.js';
