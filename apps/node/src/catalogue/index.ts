export { catalogueConfig, type CatalogueConfig } from './catalogue.config.js';
export { ConsultCatalogue, type ProvidedDataset, type SharedPolicy } from './consult-catalogue.js';
export { loadCatalogue, readCatalogueFiles } from './load-catalogue.js';
