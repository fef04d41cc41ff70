import type { SiemRecord } from './record.js';

/** OpenTelemetry severity numbers: INFO, INFO2, WARN, ERROR. */
const SEVERITIES: Record<SiemRecord['severity'], { number: number; text: string }> = {
  informational: { number: 9, text: 'INFO' },
  notice: { number: 10, text: 'INFO2' },
  warning: { number: 13, text: 'WARN' },
  error: { number: 17, text: 'ERROR' },
};

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** Body of `POST /v1/logs`, OTLP/HTTP with JSON (opentelemetry-proto, ExportLogsServiceRequest). */
export function otlpLogs(records: readonly SiemRecord[], node: string): object {
  return {
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', 'tongban'), text('service.instance.id', node)] },
        scopeLogs: [
          {
            scope: { name: 'tongban.audit' },
            logRecords: records.map(({ at, severity, lookups, licenceTypes, ...rest }) => ({
              timeUnixNano: `${at}000000`,
              severityNumber: SEVERITIES[severity].number,
              severityText: SEVERITIES[severity].text,
              body: { stringValue: `${rest.kind} ${rest.outcome}` },
              attributes: [
                ...Object.entries(rest).map(([key, value]) => text(`tongban.audit.${key}`, value)),
                { key: 'tongban.audit.lookups', value: { intValue: String(lookups) } },
                {
                  key: 'tongban.audit.licenceTypes',
                  value: { arrayValue: { values: licenceTypes.map((type) => ({ stringValue: type })) } },
                },
              ],
            })),
          },
        ],
      },
    ],
  };
}
