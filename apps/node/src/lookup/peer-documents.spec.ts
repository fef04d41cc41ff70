import { parse } from 'graphql';
import { licenceFields } from '#libs/licences';
import type { Lookup } from './lookup.js';
import { includeVariable, peerDocumentManifest, peerDocuments, variablesOf } from './peer-documents.js';

const identifier = '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9';

describe('the documents of the exchange', () => {
  it('are one operation each, named by the hash of their text', () => {
    const manifest = peerDocumentManifest();
    expect(Object.keys(manifest)).toHaveLength(7);
    for (const { id, text } of Object.values(peerDocuments)) {
      expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(manifest[id]).toBe(text);
      expect(parse(text).definitions).toHaveLength(1);
    }
  });

  it('ask for no field unless a variable says so', () => {
    for (const operation of ['byIdentifier', 'byNumber', 'byHolder'] as const)
      for (const { name } of licenceFields.filter((field) => !field.name.startsWith('attributes')))
        expect(peerDocuments[operation].text).toContain(` ${name} @include(if: $${includeVariable(name)})`);
  });
});

describe('the variables of a question', () => {
  it.each<[string, Lookup, Record<string, unknown>]>([
    [
      'by identifier, for two fields',
      { operation: 'byIdentifier', identifier, fields: ['name', 'holderCode'] },
      { region: 'BEIJING', identifier, withName: true, withHolderCode: true },
    ],
    [
      'by number, for one attribute',
      { operation: 'byNumber', typeCode: 't', number: 'n', fields: ['attributes.KZ_A'] },
      { region: 'BEIJING', typeCode: 't', number: 'n', withAttributes: true, attributeCodes: ['KZ_A'] },
    ],
    [
      'every attribute, whatever else is named',
      { operation: 'byNumber', typeCode: 't', number: 'n', fields: ['attributes.KZ_A', 'attributes.*'] },
      { region: 'BEIJING', typeCode: 't', number: 'n', withAttributes: true },
    ],
    [
      'by holder, from a cursor',
      {
        operation: 'byHolder',
        holder: { type: '111', code: 'c' },
        typeCodes: [],
        first: 5,
        after: 'x',
        fields: [],
      },
      {
        region: 'BEIJING',
        holder: { type: 'CITIZEN_NUMBER', code: 'c' },
        typeCodes: [],
        first: 5,
        after: 'x',
      },
    ],
    [
      'verification',
      { operation: 'verify', identifier, claims: [{ field: 'name', value: 'v' }] },
      { region: 'BEIJING', identifier, claims: [{ field: 'name', value: 'v' }] },
    ],
    ['document', { operation: 'document', identifier }, { region: 'BEIJING', identifier }],
    [
      'document, judged by this node alone',
      { operation: 'document', identifier, verdicts: ['own'] },
      { region: 'BEIJING', identifier },
    ],
    [
      'document, judged by both',
      { operation: 'document', identifier, verdicts: ['own', 'provider'] },
      { region: 'BEIJING', identifier, withVerdict: true },
    ],
    [
      'by identifier, for the verdict on the document',
      { operation: 'byIdentifier', identifier, fields: ['documentVerdict'] },
      { region: 'BEIJING', identifier, withDocumentVerdict: true },
    ],
  ])('%s', (_name, lookup, expected) => {
    expect(variablesOf(lookup, '110000')).toEqual(expected);
  });

  it('name no kind of holder that the schema lacks', () => {
    const lookup: Lookup = {
      operation: 'byHolder',
      holder: { type: '000', code: 'c' },
      typeCodes: [],
      first: 1,
      fields: [],
    };
    expect(() => variablesOf(lookup, '110000')).toThrow();
  });
});
