import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { Catalogue } from '#libs/licences';
import type { Auditing } from './auditing/index.js';
import type { Authorisations } from './authorisations/index.js';
import { AllowGuard } from './callers/index.js';
import type { CasesRoom } from './cases/index.js';
import type { Checks } from './checks/index.js';
import type { ConsultCatalogue } from './catalogue/index.js';
import type { CountersRoom } from './counters/index.js';
import type { Credentials } from './credentials/index.js';
import type { VerifyLicenceDocument } from './documents/verify-licence-document.js';
import type { Eligibility } from './eligibility/index.js';
import type { Explaining } from './explaining/index.js';
import type { GraphqlConfig } from './graphql/graphql.config.js';
import { noIntrospection } from './graphql/no-introspection.js';
import type { RegionOverview } from './graphql/resolvers/catalogue.resolver.js';
import { buildSchemaOptions, resolverClasses } from './graphql/schema.js';
import type { MattersRoom } from './matters/index.js';
import type { Materials } from './materials/index.js';
import type { Reconciliation } from './reconciliation/index.js';
import type { Subscribe } from './feed/index.js';
import type { Requests } from './requests/index.js';
import type { Sources } from './sources/index.js';
import type { Subjects } from './subjects/index.js';
import {
  AUDITING,
  AUTHORISATIONS,
  CASES,
  CATALOGUE,
  ELIGIBILITY,
  EVIDENCE_CATALOGUE,
  MATTERS,
  COUNTERS,
  CREDENTIALS,
  MATERIALS,
  RECONCILIATIONS,
  REQUESTS,
  FEED,
  WEBHOOKS,
  CHECKS,
  UPKEEP,
  EXPLAINING,
  REGION_OVERVIEW,
  SHARING,
  SOURCES,
  SUBJECTS,
  WITNESS_STATE,
  VERIFY_LICENCE_DOCUMENT,
} from './tokens.js';
import type { Sharing } from './sharing/index.js';
import type { Upkeep } from './upkeep/index.js';
import type { Webhooks } from './webhooks/index.js';
import type { ReadWitnessState } from './witnessing/index.js';

/**
 * `hideSuggestions` is graphql-js 16.11's; Mercurius hands the object on as it is and only its types lag behind.
 * A handful of errors helps whoever writes an operation; hundreds would only be an amplifier.
 */
const validateOptions = { maxErrors: 5, hideSuggestions: true };

export interface AppParts {
  graphql: GraphqlConfig;
  catalogue: Catalogue;
  evidence: ConsultCatalogue;
  overview: RegionOverview;
  auditing: Auditing;
  authorisations: Authorisations;
  reconciliations: Pick<Reconciliation, 'reading' | 'hasten'>;
  witnessState: ReadWitnessState;
  verifyDocument: VerifyLicenceDocument;
  sharing: Pick<Sharing, 'read' | 'change'>;
  sources: Pick<Sources, 'health'>;
  subjects: Subjects;
  counters: CountersRoom;
  credentials: Credentials;
  requests: Requests;
  feed: Subscribe;
  webhooks: Pick<Webhooks, 'keeping'>;
  matters: MattersRoom;
  materials: Materials;
  eligibility: Eligibility;
  cases: CasesRoom;
  checks: Pick<Checks, 'starting' | 'reading' | 'hurrying'>;
  upkeep: Upkeep;
  explaining: Pick<Explaining, 'explain'>;
}

/** Wiring only: the schema's engine and what the resolvers are given. The node's own parts are put together in node.ts. */
@Module({})
export class AppModule {
  static with({
    graphql,
    catalogue,
    evidence,
    overview,
    auditing,
    authorisations,
    reconciliations,
    witnessState,
    verifyDocument,
    sharing,
    sources,
    subjects,
    credentials,
    requests,
    feed,
    webhooks,
    matters,
    materials,
    eligibility,
    cases,
    counters,
    checks,
    upkeep,
    explaining,
  }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: MercuriusDriver,
          autoSchemaFile: true,
          buildSchemaOptions,
          // The HTTP border is ours (http/): it signs, logs and limits before and after the engine runs.
          routes: false,
          graphiql: false,
          jit: 1,
          graphql: { validateOptions },
          validationRules: graphql.introspection ? [] : [noIntrospection],
          // The default formatter would reduce errors to messages and set statuses; ours works on the originals.
          errorFormatter: (execution) => ({ statusCode: 200, response: execution }),
        }),
      ],
      providers: [
        ...resolverClasses,
        { provide: APP_GUARD, useClass: AllowGuard },
        { provide: CATALOGUE, useValue: catalogue },
        { provide: EVIDENCE_CATALOGUE, useValue: evidence },
        { provide: REGION_OVERVIEW, useValue: overview },
        { provide: AUDITING, useValue: auditing },
        { provide: AUTHORISATIONS, useValue: authorisations },
        { provide: RECONCILIATIONS, useValue: reconciliations },
        { provide: WITNESS_STATE, useValue: witnessState },
        { provide: VERIFY_LICENCE_DOCUMENT, useValue: verifyDocument },
        { provide: SHARING, useValue: sharing },
        { provide: SOURCES, useValue: sources },
        { provide: SUBJECTS, useValue: subjects },
        { provide: CREDENTIALS, useValue: credentials },
        { provide: COUNTERS, useValue: counters },
        { provide: MATTERS, useValue: matters },
        { provide: REQUESTS, useValue: requests },
        { provide: MATERIALS, useValue: materials },
        { provide: ELIGIBILITY, useValue: eligibility },
        { provide: CASES, useValue: cases },
        { provide: FEED, useValue: feed },
        { provide: WEBHOOKS, useValue: webhooks },
        { provide: CHECKS, useValue: checks },
        { provide: UPKEEP, useValue: upkeep },
        { provide: EXPLAINING, useValue: explaining },
      ],
    };
  }
}
