/** For whoever finds the package years later and knows nothing of it. */
export const readmeOf = (id: string): string => `办件电子档案 ${id}

本文件包含办件的表单、材料、各地区签名的办理记录、决定、数据共享的令牌与存证、信任链和清单。
离线核验：tongban cases verify-archive 文件名.zip --anchor trust-anchor.json

manifest.json  清单：每个文件的摘要、材料的来源、核验结论和可信等级
manifest.jws   制作节点对清单的签名
events/        各地区签名的办理记录（JWS，case-event+jwt）
forms/         申请表单，文件名为其摘要
files/         材料、决定、送达文书，文件名为其摘要
evidence/      数据共享的存证（tongban audit check 可单独核验）
log/           制作节点审计日志中的条目及包含性证明
chains.json    签名节点的信任链（OpenID Federation）
matter.json    收件时的事项定义

Electronic archive of case ${id}

Form, materials, the signed events of every region, decisions, tokens and evidence of lookups, trust chains, manifest.
To check it offline: tongban cases verify-archive FILE.zip --anchor trust-anchor.json

All digests are SHA-256, base64url. Nothing here needs a server to be checked.
`;
