// LICENSES.txt and sbom.cdx.json: what of others is inside, on which terms.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CompiledIn, Component } from './inside.js';

/** A licence of which some part's own text is not at hand, only its copyright. */
const COMMON_TEXTS = ['MIT', 'ISC', 'BSD-3-Clause'];
const RULE = `${'-'.repeat(80)}\n`;

/** Farvault's own licence comes first, then each package's, then the texts that were named only. */
export function licences(root: string, components: Component[]): Buffer {
  const own = readFileSync(path.join(root, 'LICENSE'), 'utf8').trim();
  const parts = components.map((component) => {
    const within = component.within.map((part) => `Compiled into it: ${part.name}${part.version === '' ? '' : ` ${part.version}`}. ${part.copyright}. Licence: ${part.licence}.\n`).join('');
    const text = component.texts.length === 0 ? '' : `\n${component.texts.join('\n\n')}\n`;
    return `${component.name} ${component.version}. Licence: ${component.licence}.\n${within}${text}`;
  });
  const common = COMMON_TEXTS.map((id) => `${id}, as named above:\n\n${readFileSync(path.join(root, 'scripts/release/licences', `${id}.txt`), 'utf8')}`);
  return Buffer.from([`Farvault's agent. Licence: Apache-2.0.\n\n${own}\n\nWhat follows is by others and part of this release.\n`, ...parts, ...common].join(RULE));
}

/** CycloneDX 1.6. The same components give the same bytes: no time in it, the serial number is made from the rest. */
export function sbom(version: string, platform: string, components: Component[]): Buffer {
  const own = `pkg:generic/farvault-agent@${version}?arch=${platform}`;
  const document = {
    metadata: { component: { type: 'application', 'bom-ref': own, name: 'farvault-agent', version, purl: own, licenses: [{ license: { id: 'Apache-2.0' } }] } },
    components: components.map(described),
    dependencies: [{ ref: own, dependsOn: components.map(npmUrl) }],
  };
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  // Version 8 of RFC 9562: of one's own making.
  const serial = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return Buffer.from(`${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: `urn:uuid:${serial}`, version: 1, ...document }, null, 2)}\n`);
}

function described(component: Component): object {
  const [scope, name] = component.name.startsWith('@') ? component.name.split('/') : [undefined, component.name];
  return {
    type: 'library',
    'bom-ref': npmUrl(component),
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version: component.version,
    purl: npmUrl(component),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(component.integrity.slice('sha512-'.length), 'base64').toString('hex') }],
    licenses: licenceOf(component.licence),
    ...(component.within.length === 0 ? {} : { components: component.within.map((part) => describedWithin(part, component)) }),
  };
}

function describedWithin(part: CompiledIn, of: Component): object {
  return {
    type: 'library',
    'bom-ref': `${npmUrl(of)}#${part.name}`,
    name: part.name,
    ...(part.version === '' ? {} : { version: part.version }),
    licenses: licenceOf(part.licence),
    copyright: part.copyright,
  };
}

function licenceOf(expression: string): object[] {
  return /^[A-Za-z0-9.+-]+$/.test(expression) ? [{ license: { id: expression } }] : [{ expression }];
}

function npmUrl({ name, version }: { name: string; version: string }): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
