import { createContext, useContext } from 'react';

/** What the parts of the tariff's editor share: what is wrong with a field, and whether anything may be changed. */
export interface Editing {
  faultOf: (field: string) => string | undefined;
  disabled: boolean;
}

export const EditingContext = createContext<Editing>({ faultOf: () => undefined, disabled: true });

export const useEditing = (): Editing => useContext(EditingContext);
