import { CreateUserBodySchema } from '@ballast/contracts';

const { name: NameSchema, email: AddressSchema } = CreateUserBodySchema.shape;

/** Each has its words in the catalogue: `account.faults.<fault>`. */
export type AddressFault = 'addressMissing' | 'address';
export type NameFault = 'nameMissing' | 'nameLong' | 'nameInvisible';

/** What is wrong with the address of an account, which is needed; undefined when a link can be sent there. */
export function findAddressFault(address: string): AddressFault | undefined {
  const email = address.trim();
  if (email === '') return 'addressMissing';
  return AddressSchema.safeParse(email).success ? undefined : 'address';
}

/** What is wrong with a name, by the contract. */
export function findNameFault(name: string): NameFault | undefined {
  if (name.trim() === '') return 'nameMissing';
  const read = NameSchema.safeParse(name);
  if (read.success) return undefined;
  return read.error.issues[0]?.code === 'too_big' ? 'nameLong' : 'nameInvisible';
}
