export { XmlElement } from './element.js';
export { parseXml, XML_LIMITS, type XmlLimits } from './parse.js';
export { escapeXml } from './write.js';
