import { CreateLicences1795478410000 } from './create-licences.js';
import { CreateLicenceImports1795478420000 } from './create-licence-imports.js';

export const licencesMigrations = [CreateLicences1795478410000, CreateLicenceImports1795478420000];

/** The staging table is emptied by TRUNCATE, which is a privilege of its own. */
export const licencesGrants: readonly string[] = ['GRANT TRUNCATE ON licence_staging TO tongban_app'];
