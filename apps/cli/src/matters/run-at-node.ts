import { adoptionOf, diffMatters, matterDigest, readMatter } from '#libs/handling';
import { Refusal } from '#libs/errors';
import { verificationKeyFromJwk } from '#libs/jws';
import { standardCatalogue } from '#libs/licences';
import { ExchangeKeys } from '../../../node/src/exchange/exchange-keys.js';
import { definitionOf, listOffers, openVersion, versionsAfter } from '../../../node/src/matters/index.js';
import { withKeeper, type KeeperOptions } from '../audit/keeper.js';
import { table } from '../catalogue/read.js';
import { ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { mappingOf } from './read.js';
import { adoptionText, changeText } from './render.js';

/** `tongban matters held`: what a node goes by. Ends with 1 where a version is not what the node signed. */
export async function runHeld(options: KeeperOptions, io: Io): Promise<void> {
  const held = await withKeeper(options, async ({ client, config }) => {
    const keys = new ExchangeKeys(config.exchange.keysDir, Date.now);
    const keyOf = (kid: string) => {
      const jwk = keys.known(kid);
      return jwk && verificationKeyFromJwk(jwk);
    };
    const versions = await versionsAfter(client, 0);
    return Promise.all(
      versions.map(async (stored) => {
        const { number, matter, version, digest, from, origin, issuer } = stored;
        const code = await openVersion(stored, { issuer: config.node.entityId, keyOf }).then(
          () => undefined,
          (error: unknown) => {
            if (error instanceof Refusal) return error.code;
            throw error;
          },
        );
        return {
          number,
          matter,
          version,
          digest,
          from,
          origin,
          ...(issuer ? { issuer } : {}),
          ...(code ? { code } : {}),
        };
      }),
    );
  });
  io.out(held, () =>
    held.length === 0
      ? io.say({ zh: '没有事项版本。', en: 'No versions.' })
      : table(
          held.map(({ code, matter, version, from, digest, issuer }) => [
            code ? `✗ ${code}` : '✓',
            matter,
            `v${String(version)}`,
            from,
            digest,
            issuer ?? io.say({ zh: '本地区', en: 'own' }),
          ]),
        ),
  );
  if (held.some(({ code }) => code)) process.exitCode = ExitCode.refused;
}

/** `tongban matters offers`: what other regions offer, against the newest version that the node holds of each. */
export async function runOffers(options: KeeperOptions, io: Io): Promise<void> {
  const found = await withKeeper(options, async ({ client }) => {
    const versions = await versionsAfter(client, 0);
    const mapping = mappingOf(options.region);
    return (await listOffers(client, 100)).map(({ package: token, ...offer }) => {
      const matter = definitionOf(token);
      const newest = versions
        .filter((one) => one.matter === offer.matter && one.version < offer.version)
        .sort((a, b) => b.version - a.version)[0];
      const before = newest && definitionFrom(newest.definition);
      return {
        ...offer,
        held: versions.some(({ digest }) => digest === matterDigest(matter)),
        title: matter.title,
        adoption: adoptionOf(matter, mapping, standardCatalogue),
        changes: before ? diffMatters(before, matter) : [],
      };
    });
  });
  io.out(found, () =>
    found.length === 0
      ? io.say({ zh: '没有收到其他地区发布的事项。', en: 'Nothing is offered.' })
      : found
          .map((offer) =>
            [
              `${io.say(offer.title)}  ${offer.matter} v${String(offer.version)}  ${offer.issuer}  ${offer.id}${offer.held ? io.say({ zh: '（已采用）', en: ' (held)' }) : ''}`,
              adoptionText(offer.adoption, io),
              ...offer.changes.map((change) => changeText(change, io)),
            ].join('\n'),
          )
          .join('\n'),
  );
}

const definitionFrom = (text: string) => readMatter(JSON.parse(text));
