import type { Licence } from '#libs/licences';
import type { Font } from '#libs/typesetting';
import { businessLicencePage } from './business-licence.js';
import type { LicencePage, Notes } from './page.js';
import { tablePage } from './table-page.js';

const BUSINESS_LICENCE = '营业执照';

/** The page of a licence: the form that everybody knows for a business licence, a table for the others. */
export function licencePage(licence: Licence, font: Font, notes: Notes): LicencePage {
  return licence.name === BUSINESS_LICENCE
    ? businessLicencePage(licence, font, notes)
    : tablePage(licence, font, notes);
}
