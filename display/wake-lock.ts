/** Keeps the screen awake while the page is seen, where the browser allows it (a secure page, or this machine). */

/** Ask for the wake lock now and whenever the page comes back. @returns whether it is held now */
export function keepAwake(): () => boolean {
  let lock: WakeLockSentinel | undefined;
  const ask = async () => {
    if (document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock?.request('screen');
    } catch {
      // Refused, on battery for instance: the figures say so, and the next change of visibility asks again.
    }
  };
  document.addEventListener('visibilitychange', () => void ask());
  void ask();
  return () => lock !== undefined && !lock.released;
}
