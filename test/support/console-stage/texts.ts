/** As long as somebody writes who does not know when to stop. */
export const LONG = `办理企业变更登记，需核验申请人及其代理人的身份证明、营业执照与住所证明。${'补充说明'.repeat(24)}`;

/** What somebody enters who means harm, to the page or to whoever opens an export in a spreadsheet. */
export const HOSTILE = '<img src=x onerror=alert(1)>=1+1"><script>alert(2)</script>';
