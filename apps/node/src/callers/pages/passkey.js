/* global atob, btoa, document, navigator, window */
// Forms marked `data-passkey` ask an authenticator before they are sent: `create` makes a passkey, `get` shows one. The node
// decides on what comes of it; this only carries bytes.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const withBytes = (credentials) => credentials?.map((one) => ({ ...one, id: bytes(one.id) }));

async function create(options) {
  const { id, type, response } = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  return {
    id,
    rawId: id,
    type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function get(options) {
  const { id, type, response } = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  return {
    id,
    rawId: id,
    type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : undefined,
    },
  };
}

async function ask(form) {
  const options = JSON.parse(form.dataset.options);
  const button = form.querySelector('button');
  for (const note of form.querySelectorAll('[data-failed]')) note.hidden = true;
  button.disabled = true;
  try {
    const said = await (form.dataset.passkey === 'create' ? create(options) : get(options));
    form.elements.response.value = JSON.stringify(said);
    form.submit();
  } catch (error) {
    const known = form.querySelector(`[data-failed="${error.name}"]`);
    (known ?? form.querySelector('[data-failed=""]')).hidden = false;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const note of document.querySelectorAll('[data-without-passkeys]')) note.hidden = true;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void ask(form);
    });
    form.querySelector('[autofocus]')?.focus();
  }
}
