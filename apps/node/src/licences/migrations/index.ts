import { CreateLicences1795478410000 } from './create-licences.js';
import { CreateLicenceImports1795478420000 } from './create-licence-imports.js';

export const licencesMigrations = [CreateLicences1795478410000, CreateLicenceImports1795478420000];
