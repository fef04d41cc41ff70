// `npm run -s example -- NAME`: runs one of the examples beside this file.
const names = [
  'licence',
  'licence-by-number',
  'licences-by-holder',
  'licences-across-regions',
  'verify-licence',
  'licence-document',
  'licence-types',
  'regions',
  'case',
  'errors',
  'peer',
];
const name = process.argv[2] ?? '';
if (names.includes(name)) await import(`./${name}.js`);
else {
  console.error(`examples: ${names.join(', ')}`);
  process.exitCode = 2;
}
