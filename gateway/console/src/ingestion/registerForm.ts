import type { TextKey } from '../shared/i18n/catalog';
import { readMappings, type MappingFault, type MappingLine } from './mappingText';

/** What somebody typed to register a source. */
export interface RegisterInput {
  id: string;
  displayName: string;
  owner: string;
  origin: string;
  timeZone: string;
  mappings: string;
}

export interface RegisterFaults {
  id?: TextKey;
  displayName?: TextKey;
  mappings?: TextKey | MappingFault;
}

/** Reads the form. Either the columns, or what is wrong with each field. */
export function readRegisterForm(input: RegisterInput): { mappings: MappingLine[] } | { faults: RegisterFaults } {
  const faults: RegisterFaults = {};
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(input.id.trim())) faults.id = 'register.fault.id';
  if (input.displayName.trim() === '') faults.displayName = 'register.fault.displayName';
  const read = readMappings(input.mappings);
  if ('fault' in read) faults.mappings = read.fault;
  else if (read.mappings.length === 0) faults.mappings = 'register.fault.mappings';
  return 'fault' in read || Object.keys(faults).length > 0 ? { faults } : { mappings: read.mappings };
}
