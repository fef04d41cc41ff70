"""A wallet and a verifier of SD-JWT VC, written from RFC 9901, SD-JWT VC, Token Status List, OpenID4VCI 1.0 and OpenID4VP 1.0
with Python's standard library and the `openssl` command.

    python_wallet.py verify            a presentation, given as JSON on standard input
    python_wallet.py present           makes one, from JSON on standard input
    python_wallet.py receive           redeems a credential offer over HTTPS
    python_wallet.py answer            answers a presentation request over HTTPS

It shares no code with the project. Results and refusals are JSON on standard output.
"""

import base64
import hashlib
import json
import os
import secrets
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zlib


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def require(condition, code):
    if not condition:
        raise Refused(code)


# ---- JOSE -----------------------------------------------------------------------------------------------------------

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Refused("base64url") from error
    require(b64(data) == text, "base64url")
    return data


def unjson(data):
    def members(pairs):
        require(len({name for name, _ in pairs}) == len(pairs), "duplicate member")
        return dict(pairs)

    try:
        return json.loads(data, object_pairs_hook=members)
    except ValueError as error:
        raise Refused("json") from error


P256_PUBLIC = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
P256_PRIVATE = (bytes.fromhex("30770201010420"), bytes.fromhex("a00a06082a8648ce3d030107a144034200"))


def pem(label, der):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n".encode()


def openssl(arguments, files):
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, content in files.items():
            paths["@" + name] = os.path.join(folder, name)
            with open(paths["@" + name], "wb") as out:
                out.write(content)
        return subprocess.run(
            ["openssl"] + [paths.get(argument, argument) for argument in arguments], capture_output=True, check=False
        )


def point(jwk):
    require(jwk.get("kty") == "EC" and jwk.get("crv") == "P-256", "key")
    return b"\x04" + unb64(jwk["x"]).rjust(32, b"\0") + unb64(jwk["y"]).rjust(32, b"\0")


def der_integer(raw):
    raw = raw.lstrip(b"\0") or b"\0"
    raw = b"\0" + raw if raw[0] & 0x80 else raw
    return b"\x02" + bytes([len(raw)]) + raw


def check_jws(token, jwk, typ):
    """Header and payload of a compact JWS that this key signed with ES256."""
    parts = token.split(".")
    require(len(parts) == 3, "compact")
    header, payload = unjson(unb64(parts[0])), unjson(unb64(parts[1]))
    require(header.get("alg") == "ES256", "alg")
    require(header.get("typ") == typ, "typ")
    require("crit" not in header, "crit")
    signature = unb64(parts[2])
    require(len(signature) == 64, "signature")
    body = der_integer(signature[:32]) + der_integer(signature[32:])
    done = openssl(
        ["dgst", "-sha256", "-verify", "@key", "-signature", "@signature", "@data"],
        {
            "key": pem("PUBLIC KEY", P256_PUBLIC + point(jwk)),
            "signature": b"\x30" + bytes([len(body)]) + body,
            "data": f"{parts[0]}.{parts[1]}".encode(),
        },
    )
    require(done.returncode == 0, "signature")
    return header, payload


def sign_jws(header, payload, jwk):
    data = f"{b64(json.dumps({'alg': 'ES256', **header}).encode())}.{b64(json.dumps(payload).encode())}"
    private = P256_PRIVATE[0] + unb64(jwk["d"]).rjust(32, b"\0") + P256_PRIVATE[1] + point(jwk)
    done = openssl(
        ["dgst", "-sha256", "-sign", "@key", "@data"], {"key": pem("EC PRIVATE KEY", private), "data": data.encode()}
    )
    der = done.stdout
    length = der[3]
    r, s = der[4 : 4 + length], der[6 + length :]
    return f"{data}.{b64(r.lstrip(bytes(1)).rjust(32, bytes(1)) + s.lstrip(bytes(1)).rjust(32, bytes(1)))}"


def key_by_kid(jwks, token):
    kid = unjson(unb64(token.split(".")[0])).get("kid")
    for jwk in jwks["keys"]:
        if jwk.get("kid") == kid:
            return jwk
    raise Refused("issuer key")


def new_key():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "key")
        subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path], check=True)
        der = subprocess.run(["openssl", "ec", "-in", path, "-outform", "DER"], capture_output=True, check=True).stdout
    public = der[der.rindex(b"\x03\x42\x00\x04") + 4 :]
    return {"kty": "EC", "crv": "P-256", "x": b64(public[:32]), "y": b64(public[32:64]), "d": b64(der[7:39])}


# ---- RFC 9901, section 7.1 ------------------------------------------------------------------------------------------

def digest(text):
    return b64(hashlib.sha256(text.encode("ascii")).digest())


def reveal(payload, disclosures):
    require(payload.get("_sd_alg", "sha-256") == "sha-256", "_sd_alg")
    by_digest, seen, used, shown = {}, set(), set(), []
    for text in disclosures:
        require(digest(text) not in by_digest, "disclosure twice")
        by_digest[digest(text)] = unjson(unb64(text))

    def take(value):
        require(isinstance(value, str) and value not in seen, "digest twice")
        seen.add(value)
        if value in by_digest:
            used.add(value)
        return by_digest.get(value)

    def walk(value):
        if isinstance(value, list):
            out = []
            for element in value:
                if isinstance(element, dict) and "..." in element:
                    require(len(element) == 1, "...")
                    found = take(element["..."])
                    if found is not None:
                        require(len(found) == 2, "disclosure of an element")
                        out.append(walk(found[1]))
                else:
                    out.append(walk(element))
            return out
        if not isinstance(value, dict):
            return value
        require("..." not in value, "...")
        out = {name: walk(member) for name, member in value.items() if name not in ("_sd", "_sd_alg")}
        for one in value.get("_sd", []):
            found = take(one)
            if found is not None:
                require(len(found) == 3 and found[1] not in ("_sd", "..."), "disclosure of a claim")
                require(found[1] not in out, "claim covered")
                out[found[1]] = walk(found[2])
                shown.append(found[1])
        return out

    claims = walk(payload)
    require(used == set(by_digest), "disclosure unreferenced")
    return claims, shown


def verify(given):
    """A presentation against what its verifier knows: keys of the issuer, audience, nonce, time, status list."""
    text = given["presentation"]
    issuer_jwt, *disclosures, binding = text.split("~")
    header, payload = check_jws(issuer_jwt, key_by_kid(given["issuer_jwks"], issuer_jwt), "dc+sd-jwt")
    claims, shown = reveal(payload, disclosures)
    for name in ("iss", "nbf", "exp", "cnf", "vct", "status"):
        require(name not in shown, "claim must be open")
    require(claims["iss"] == given["issuer"], "iss")
    require(claims["vct"] == given["vct"], "vct")
    now = given["now"] // 1000
    require(claims.get("exp", now + 1) > now, "expired")
    require(claims.get("nbf", 0) <= now + 60 and claims.get("iat", 0) <= now + 60, "not yet valid")
    require(binding != "", "no key binding")
    _, bound = check_jws(binding, claims["cnf"]["jwk"], "kb+jwt")
    require(bound["sd_hash"] == digest(text[: len(text) - len(binding)]), "sd_hash")
    require(bound["aud"] == given["audience"], "aud")
    require(bound["nonce"] == given["nonce"], "nonce")
    require(abs(now - bound["iat"]) <= 600, "key binding iat")
    status = claims["status"]["status_list"]
    if "status_list_token" in given:
        token = given["status_list_token"]
        _, listed = check_jws(token, key_by_kid(given["issuer_jwks"], token), "statuslist+jwt")
        require(listed["sub"] == status["uri"], "status list sub")
        require(listed["iat"] <= now + 60 and listed.get("exp", now + 1) > now, "status list time")
        bits = listed["status_list"]["bits"]
        octets = zlib.decompress(unb64(listed["status_list"]["lst"]))
        place = status["idx"] * bits
        state = (octets[place // 8] >> (place % 8)) & ((1 << bits) - 1)
        require(state == 0, f"status {state}")
    return {"claims": claims, "shown": sorted(shown)}


def present(given):
    """Keeps the disclosures of these names and binds them with the holder's key."""
    issuer_jwt, *disclosures, _ = given["credential"].split("~")
    kept = [text for text in disclosures if unjson(unb64(text))[1] in given["show"]]
    text = "~".join([issuer_jwt, *kept]) + "~"
    payload = {
        "iat": given["now"] // 1000,
        "aud": given["audience"],
        "nonce": given["nonce"],
        "sd_hash": digest(text),
    }
    return {"presentation": text + sign_jws({"typ": "kb+jwt"}, payload, given["key"])}


# ---- OpenID4VCI and OpenID4VP over HTTPS -----------------------------------------------------------------------------

def http(given, url, data=None, headers=None):
    require(url.startswith("https://"), "https")
    request = urllib.request.Request(url, data=data, headers=headers or {}, method="GET" if data is None else "POST")
    context = ssl.create_default_context(cafile=given["ca"])
    try:
        with urllib.request.urlopen(request, context=context, timeout=20) as reply:
            return reply.headers.get_content_type(), reply.read().decode()
    except urllib.error.HTTPError as error:
        raise Refused(f"{error.code} {error.read().decode()}") from error


def form(given, url, **fields):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return http(given, url, urllib.parse.urlencode(fields).encode(), headers)[1]


def query_of(uri):
    return {name: values[0] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query).items()}


def well_known(identifier, name):
    parts = urllib.parse.urlsplit(identifier)
    return f"{parts.scheme}://{parts.netloc}/.well-known/{name}{parts.path.rstrip('/')}"


def receive(given):
    offer = unjson(http(given, query_of(given["offer"])["credential_offer_uri"])[1])
    issuer = offer["credential_issuer"]
    metadata = unjson(http(given, well_known(issuer, "openid-credential-issuer"))[1])
    server = unjson(http(given, well_known(issuer, "oauth-authorization-server"))[1])
    require(metadata["credential_issuer"] == issuer and server["issuer"] == issuer, "metadata")
    grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
    require(grant in server["grant_types_supported"], "grant")
    [configuration] = offer["credential_configuration_ids"]
    described = metadata["credential_configurations_supported"][configuration]
    require(described["format"] == "dc+sd-jwt" and "jwt" in described["proof_types_supported"], "configuration")
    code = offer["grants"][grant]["pre-authorized_code"]
    token = unjson(
        form(given, server["token_endpoint"], grant_type=grant, tx_code=given["tx_code"], **{"pre-authorized_code": code})
    )
    require(token["token_type"].lower() == "bearer", "token type")
    nonce = unjson(http(given, metadata["nonce_endpoint"], b"")[1])["c_nonce"]
    key = new_key()
    public = {name: key[name] for name in ("kty", "crv", "x", "y")}
    proof = sign_jws(
        {"typ": "openid4vci-proof+jwt", "jwk": public},
        {"aud": issuer, "iat": given["now"] // 1000, "nonce": nonce},
        key,
    )
    body = {"credential_configuration_id": configuration, "proofs": {"jwt": [proof]}}
    headers = {"content-type": "application/json", "authorization": f"Bearer {token['access_token']}"}
    answer = unjson(http(given, metadata["credential_endpoint"], json.dumps(body).encode(), headers)[1])
    [issued] = answer["credentials"]
    keys = unjson(http(given, well_known(given["issuer"], "jwt-vc-issuer"))[1])
    require(keys["issuer"] == given["issuer"], "jwt-vc-issuer")
    _, payload = check_jws(issued["credential"].split("~")[0], key_by_kid(keys["jwks"], issued["credential"]), "dc+sd-jwt")
    require(payload["cnf"]["jwk"] == public and payload["vct"] == described["vct"], "credential")
    uri = payload["status"]["status_list"]["uri"]
    content_type, status_list = http(given, uri, headers={"accept": "application/statuslist+jwt"})
    require(content_type == "application/statuslist+jwt", "status list type")
    return {
        "credential": issued["credential"],
        "key": key,
        "issuer_jwks": keys["jwks"],
        "status_list_token": status_list,
        "vct": described["vct"],
    }


def answer(given):
    asked = query_of(given["request"])
    content_type, token = http(given, asked["request_uri"])
    require(content_type == "application/oauth-authz-req+jwt", "request object type")
    _, request = check_jws(token, key_by_kid(given["verifier_jwks"], token), "oauth-authz-req+jwt")
    require(request["client_id"] == asked["client_id"], "client_id")
    require(request["response_type"] == "vp_token" and request["response_mode"] == "direct_post", "response")
    require(request["aud"] == "https://self-issued.me/v2" and request["exp"] > given["now"] // 1000, "request time")
    [wanted] = request["dcql_query"]["credentials"]
    require(wanted["format"] == "dc+sd-jwt" and given["vct"] in wanted["meta"]["vct_values"], "query")
    presentation = present(
        {
            "credential": given["credential"],
            "key": given["key"],
            "show": [name for claim in wanted["claims"] for name in claim["path"]],
            "now": given["now"],
            "audience": request["client_id"],
            "nonce": request["nonce"],
        }
    )["presentation"]
    reply = form(
        given,
        request["response_uri"],
        vp_token=json.dumps({wanted["id"]: [presentation]}),
        state=request["state"],
    )
    return {
        "presentation": presentation,
        "audience": request["client_id"],
        "nonce": request["nonce"],
        "reply": unjson(reply),
    }


def main():
    given = json.load(sys.stdin)
    command = {"verify": verify, "present": present, "receive": receive, "answer": answer}[sys.argv[1]]
    try:
        result = command(given)
    except Refused as refused:
        result = {"refused": refused.code}
    except (KeyError, TypeError, IndexError, ValueError) as error:
        result = {"refused": f"malformed: {error!r}"}
    json.dump(result, sys.stdout)


main()
