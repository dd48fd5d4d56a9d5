// The contract in proto/ as plain data by which two releases can be compared: what is on the wire (numbers, types, calls), and nothing of how it reads.
import path from 'node:path';
import { loadSync } from '@grpc/proto-loader';

const FILES = ['admin', 'agent', 'data'].map((name) => `farvault/v1/${name}.proto`);

export interface ContractDescription {
  /** By message and field number: type, label, name of the message or enumeration (of fields that hold one), name of the field. */
  messages: Record<string, Record<string, string>>;
  /** By path: what goes there and what comes back. */
  calls: Record<string, string>;
}

interface Described {
  name: string;
  field: { number: number; type: string; label: string; typeName: string; name: string }[];
  nestedType: Described[];
}

interface Method {
  path: string;
  requestStream: boolean;
  responseStream: boolean;
  requestType: { type: object };
  responseType: { type: object };
}

/** Of the checkout in `root`. */
export function describeContract(root: string): ContractDescription {
  const description: ContractDescription = { messages: {}, calls: {} };
  const addMessage = (name: string, type: Described): void => {
    const fields = type.field.map((field): [number, string] => [field.number, [field.type, field.label, field.typeName, field.name].filter((part) => part !== '').join(' ')]);
    description.messages[name] = Object.fromEntries(fields);
    for (const nested of type.nestedType) addMessage(`${name}.${nested.name}`, nested);
  };
  const stream = (streams: boolean, type: object): string => `${streams ? 'stream ' : ''}${(type as Described).name}`;
  for (const [name, definition] of Object.entries(loadSync(FILES, { includeDirs: [path.join(root, 'proto')] }))) {
    if (!('format' in definition)) {
      for (const method of Object.values(definition) as Method[]) {
        description.calls[method.path] = `${stream(method.requestStream, method.requestType.type)} to ${stream(method.responseStream, method.responseType.type)}`;
      }
    } else if ('field' in definition.type) addMessage(name, definition.type as Described);
  }
  return description;
}

/** What of `before` a peer of then would miss in `now`. Additions are no breach. */
export function breaches(before: ContractDescription, now: ContractDescription): string[] {
  const found: string[] = [];
  for (const [path_, call] of Object.entries(before.calls)) if (now.calls[path_] !== call) found.push(`${path_}: ${call}, now ${now.calls[path_] ?? 'gone'}`);
  for (const [name, fields] of Object.entries(before.messages)) {
    for (const [number, field] of Object.entries(fields)) {
      const present = now.messages[name]?.[number];
      if (present !== field) found.push(`${name} ${number}: ${field}, now ${present ?? 'gone'}`);
    }
  }
  return found;
}
