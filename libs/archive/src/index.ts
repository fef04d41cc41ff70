export { ARCHIVE_CHECKS, type ArchiveCheck, type ArchiveCheckName, type ArchiveVerdict } from './check.js';
export { readEventToken } from './check-case.js';
export { filesNamed } from './check-files.js';
export { ARCHIVE_FORMAT, type ArchiveLogEntry, type ArchiveManifest } from './format.js';
export { verifyArchive, type ArchiveReport, type ArchiveTrust } from './verify-archive.js';
export { writeArchive, type ArchiveContent, type ArchiveSigner } from './write-archive.js';
