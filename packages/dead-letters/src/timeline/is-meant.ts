/** Whether a row of this id and subject belongs to the message that is looked at, or to one that only shares its id. */
export type IsMeant = (messageId: string, subject: string) => boolean;
