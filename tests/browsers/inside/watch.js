// Runs before the page's own scripts: keeps what goes wrong, for the tests to ask for.
(() => {
  /** @type {string[]} */
  const troubles = [];
  addEventListener('error', (event) => {
    // No fault: what is left over is told in the next frame.
    if (event instanceof ErrorEvent && event.message.startsWith('ResizeObserver loop')) return;
    if (event instanceof ErrorEvent) troubles.push(`uncaught: ${event.message} (${event.filename}:${event.lineno}) ${event.error?.stack ?? ''}`);
    else if (event.target instanceof Element) troubles.push(`not loaded: ${event.target.outerHTML}`);
  }, true);
  addEventListener('unhandledrejection', ({ reason }) => troubles.push(`uncaught: ${reason?.message ?? reason}\n${reason?.stack ?? ''}`));
  addEventListener('securitypolicyviolation', (event) => {
    troubles.push(`against the policy: ${event.violatedDirective} ${event.blockedURI}`);
  });
  const say = console.error;
  console.error = (...words) => {
    troubles.push(`console: ${words.map((word) => word?.stack ?? word).join(' ')}`);
    say.apply(console, words);
  };

  // A file chooser of the system cannot be driven: the field that asked for one is kept instead, and given the files.
  const click = HTMLInputElement.prototype.click;
  HTMLInputElement.prototype.click = function () {
    if (this.type !== 'file') click.call(this);
    else Object.assign(window, { askedForFiles: this });
  };
  Object.assign(window, { troubles });
})();
