/** What the supervisor tells the command that started it, over Node's IPC channel. */
export type SupervisorMessage =
  | { type: 'step'; id: string; state: 'started' }
  | { type: 'step'; id: string; state: 'done'; detail: string }
  | { type: 'step'; id: string; state: 'failed'; message: string }
  | { type: 'ready'; urls: Readonly<Record<string, string>> }
  | { type: 'failed'; code: string; message: string }
  | { type: 'note'; text: string };

export type Report = (message: SupervisorMessage) => void;
