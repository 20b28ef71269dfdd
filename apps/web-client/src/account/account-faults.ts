import { CreateUserBodySchema } from '@ballast/contracts';

const { name: NameSchema, email: AddressSchema } = CreateUserBodySchema.shape;

/** Says what is wrong with the address of an account, which is needed; undefined when a link can be sent there. */
export function findAddressFault(address: string): string | undefined {
  const email = address.trim();
  if (email === '') return 'Enter your e-mail address.';
  return AddressSchema.safeParse(email).success ? undefined : 'This is not a complete e-mail address.';
}

/** Says what is wrong with a name, by the contract's own words. */
export function findNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'Enter your name.';
  const read = NameSchema.safeParse(name);
  return read.success ? undefined : `This name ${read.error.issues[0]?.message ?? 'cannot be taken'}.`;
}
