import shell from './shell.json';
import values from './values.json';
import auditor from './auditor.json';
import clerk from './clerk.json';
import holder from './holder.json';
import operator from './operator.json';
import developer from './developer.json';

/** One file an area; a key belongs to one of them. */
export default { ...shell, ...values, ...auditor, ...clerk, ...holder, ...operator, ...developer };
