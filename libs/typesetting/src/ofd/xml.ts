export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
export const NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"';
