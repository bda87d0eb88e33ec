/* A classic script in the head, so that the first paint already has the chosen colours. */
(() => {
  const stored = (() => {
    try {
      return localStorage.getItem('theme');
    } catch {
      return null; // storage may be forbidden; the system's choice is fine then
    }
  })();
  if (stored === 'dark' || stored === 'light') {
    document.documentElement.dataset.theme = stored;
  }
})();
