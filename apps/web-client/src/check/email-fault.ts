import { createPrimeCheckBodySchema } from '@ballast/contracts';

const EmailSchema = createPrimeCheckBodySchema().shape.email;

/** Says what is wrong with an address, or undefined when mail can be sent to it. Nothing at all is no fault. */
export function findEmailFault(address: string): string | undefined {
  if (address === '' || EmailSchema.safeParse(address).success) return undefined;
  return 'This is not a complete e-mail address.';
}
