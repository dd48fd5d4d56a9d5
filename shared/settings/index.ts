export { faultsText, pathText, unknownKey, type Fault, type Path } from './faults.js';
export { choice, count, duration, flag, map, rates, share, size, text, texts, type Field, type Taken } from './field.js';
export { durationOf, durationText, rateOf, sizeOf, sizeText } from './human-values.js';
export { effectiveFromJson, effectiveToJson, parseSettings, parseSettingsPatch } from './parse.js';
export { plainResource, printKey, readResource, resourceField, type ReadResource, type ResourceField, type ResourceSchema } from './resource-schema.js';
export { nameField, pathsField, readResources, RESOURCE_SCHEMAS, schemaOf, scopeField } from './resources.js';
export { parseScope, SCOPE_FORMS, scopeText, type Scope } from './scope.js';
export type { EffectiveSetting, OwnSettings, SettingKey, Settings } from './settings.js';
export { DEFAULTS, flagOf, plainSettings, printSetting, SETTING_KEYS, settingRow, SETTINGS, type SettingRow } from './table.js';
