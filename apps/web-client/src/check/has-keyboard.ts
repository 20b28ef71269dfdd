/** Whether focus in a field brings up no keyboard over the page: true with a mouse or trackpad, false on a touch screen. */
export function hasKeyboard(): boolean {
  return window.matchMedia('(pointer: fine)').matches;
}
