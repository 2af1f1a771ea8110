// The description of the API, read for people.
import { expect, test } from 'vitest';
import { shape, words, type Document, type Schema } from '../../src/api/description';

const said = (schema: Schema) => words(schema).map((part) => (part.shape ? `<${part.shape}>` : part.text)).join('');
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

test('a type is said in words, and a name leads to its shape', () => {
  expect(said({ oneOf: [ref('Slot'), { type: 'null' }] })).toBe('<Slot> or null');
  expect(said({ type: 'array', items: ref('Act') })).toBe('list of <Act>');
  expect(said({ type: ['array', 'null'], items: false, prefixItems: [{ type: 'string' }, { type: 'integer' }] })).toBe('list of text, then number or null');
  expect(said({ type: 'object', additionalProperties: { type: 'integer' } })).toBe('by name, number');
  expect(said({ type: 'string', enum: ['chair', 'reader'] })).toBe('"chair" or "reader"');
});

test('what is spread over parts stands as one list of fields; one of several stays one of several', () => {
  const status: Schema = { oneOf: [{ type: 'object', required: ['status'], properties: { status: { type: 'string', enum: ['open'] } } }] };
  const document = { components: { schemas: { Status: status, Named: { type: 'object', required: ['name'], properties: { name: { type: 'string', description: 'As shown.' } } } } } } as unknown as Document;
  const whole: Schema = { allOf: [ref('Status'), ref('Named'), { type: 'object', properties: { hint: { type: 'string' } } }] };
  const fields = shape(document, whole).fields.map((field) => [field.name, field.parts.map((part) => part.text).join(''), field.missing, field.said]);
  expect(fields).toEqual([['…', 'Status', false, ''], ['name', 'text', false, 'As shown.'], ['hint', 'text', true, '']]);
  expect(shape(document, status).choices.map((one) => one.fields[0]?.name)).toEqual(['status']);
});
