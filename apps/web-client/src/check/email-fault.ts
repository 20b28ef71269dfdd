import { createPrimeCheckBodySchema } from '@ballast/contracts';

const EmailSchema = createPrimeCheckBodySchema().shape.email;

/** Whether an address is none that mail can be sent to. Nothing at all is no fault. */
export function hasEmailFault(address: string): boolean {
  return address !== '' && !EmailSchema.safeParse(address).success;
}
