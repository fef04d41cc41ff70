/** A schema description in both languages: English first, as in all documentation, then Chinese. */
export const both = (english: string, chinese: string): string => `${english}\n\n${chinese}`;
