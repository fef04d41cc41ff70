import { z } from 'zod';

/** https, or http on the loopback interface for demonstrations; no user, no query, no fragment. */
export const webhookUrl = z
  .string()
  .max(512)
  .refine(
    (text) => {
      const url = URL.parse(text);
      if (!url || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
        return false;
      const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
      return url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
    },
    { error: 'must be https (http on the loopback interface only), without user, query and fragment' },
  );
