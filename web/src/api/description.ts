/** The description of the API, as its page reads it: shapes as fields with words for their types. */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  pattern?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  allOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema | false;
  prefixItems?: Schema[];
  additionalProperties?: Schema;
}
type Content = Record<string, { schema?: Schema }>;
export interface Operation {
  tags: string[];
  summary: string;
  description?: string;
  operationId: string;
  parameters?: { name: string; in: 'path' | 'query'; required: boolean; description: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
  security?: unknown[];
  'x-codes': string[];
}
export interface Code { code: string; status: number; sentence: string }
export interface Document {
  info: { description: string };
  servers: { url: string }[];
  paths: Record<string, Partial<Record<'get' | 'post', Operation>>>;
  components: { schemas: Record<string, Schema> };
  tags: { name: string; description: string }[];
  'x-codes': Code[];
}

export interface Address { method: string; path: string; operation: Operation }

/** The addresses of one noun, in the order of the document. */
export function addresses(document: Document, noun: string): Address[] {
  const base = document.servers[0]?.url ?? '';
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags.includes(noun))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path: base + path, operation })));
}

/** A stretch of the words for a type; `shape` names what it leads to. */
export interface Part { text: string; shape?: string }
export interface Field { name: string; parts: Part[]; missing: boolean; said: string }
/** What a value looks like: fields, or one of several, or words. */
export interface Shape { said: string; parts: Part[]; fields: Field[]; choices: Shape[] }

const named = (schema: Schema) => schema.$ref?.split('/').pop();
const joined = (all: Part[][], by: string): Part[] => all.flatMap((parts, i) => (i > 0 ? [{ text: by }, ...parts] : parts));
const plain: Record<string, string> = { string: 'text', integer: 'number', number: 'number', boolean: 'true or false', null: 'null', object: 'object' };

/** A type in words. */
export function words(schema: Schema): Part[] {
  const name = named(schema);
  if (name) return [{ text: name, shape: name }];
  if (schema.enum) return [{ text: schema.enum.map((one) => JSON.stringify(one)).join(' or ') }];
  if (schema.oneOf) return joined(schema.oneOf.map(words), ' or ');
  if (schema.allOf) return joined(schema.allOf.map(words), ' with ');
  const kinds = [schema.type ?? 'object'].flat();
  return joined(kinds.map((kind) => {
    if (kind === 'array' && schema.prefixItems) return [{ text: 'list of ' }, ...joined(schema.prefixItems.map(words), ', then ')];
    if (kind === 'array') return [{ text: 'list of ' }, ...(schema.items ? words(schema.items) : [{ text: 'anything' }])];
    if (kind === 'object' && schema.additionalProperties) return [{ text: 'by name, ' }, ...words(schema.additionalProperties)];
    return [{ text: plain[kind] ?? kind }];
  }), ' or ');
}

/** The schema behind a name, or the schema itself. */
export function meant(document: Document, schema: Schema): Schema {
  const name = named(schema);
  return (name && document.components.schemas[name]) || schema;
}

export function shape(document: Document, schema: Schema): Shape {
  const parts = (schema.allOf ?? [schema]).map((part) => meant(document, part));
  const fields = parts.flatMap((part, i) => (part.oneOf ? [also(schema.allOf?.[i] ?? part)] : fieldsOf(part)));
  const choices = schema.allOf ? [] : (schema.oneOf ?? []).map((one) => shape(document, one));
  // What tells one of several from the others comes first.
  const tag = (field: Field) => parts.some((part) => part.properties?.[field.name]?.enum?.length === 1);
  fields.sort((a, b) => Number(tag(b)) - Number(tag(a)));
  return { said: schema.description ?? '', parts: words(schema), fields: choices.length > 0 ? [] : fields, choices };
}

/** A part that is itself one of several: named, not spread out. */
const also = (part: Schema): Field => ({ name: '…', parts: words(part), missing: false, said: part.description ?? '' });

const fieldsOf = (schema: Schema): Field[] =>
  Object.entries(schema.properties ?? {}).map(([name, of]) => ({
    name,
    parts: words(of),
    missing: !(schema.required ?? []).includes(name),
    said: of.description ?? of.oneOf?.find((one) => one.description)?.description ?? '',
  }));

/** The JSON that is taken or answered; nothing where it is a file or no body. */
export const json = (content: Content | undefined) => content?.['application/json']?.schema;
