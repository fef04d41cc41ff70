"""A peer written from libs/exchange/PROFILE.md with Python's standard library and the `openssl` command.

    python_peer.py vectors DIR             verify and rebuild the published vectors
    python_peer.py sign DIR AUD URI NOW    sign a request as Tianjin (JSON on standard output)
    python_peer.py answer DIR              verify the answer that is given as JSON on standard input

It shares no code with the project; numbers in comments are rules of the profile.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


# ---- section 1: forms -----------------------------------------------------------------------------------------------

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Refused("JWS_BASE64URL") from error
    if b64(data) != text:
        raise Refused("JWS_BASE64URL")
    return data


def digest(data):
    return b64(hashlib.sha256(data).digest())


def strict_json(data, max_depth):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("JSON_NOT_UTF8") from error
    depth = 0
    for char in re.sub(r'"(?:[^"\\]|\\.)*"', '""', text, flags=re.S):
        depth += (char in "{[") - (char in "}]")
        if depth > max_depth:
            raise Refused("JSON_TOO_DEEP")

    def members(pairs):
        names = [name for name, _ in pairs]
        if "__proto__" in names:
            raise Refused("JSON_FORBIDDEN_MEMBER")
        if len(set(names)) != len(names):
            raise Refused("JSON_DUPLICATE_MEMBER")
        return dict(pairs)

    def constant(_):
        raise ValueError("no such number")

    try:
        value = json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except (ValueError, RecursionError) as error:
        raise Refused("JSON_SYNTAX") from error

    def walk(item):
        if isinstance(item, str) and any("\ud800" <= char <= "\udfff" for char in item):
            raise Refused("JSON_LONE_SURROGATE")
        if isinstance(item, (int, float)) and not isinstance(item, bool):
            if item in (float("inf"), float("-inf")) or (item == int(item) and abs(item) > 2**53 - 1):
                raise Refused("JSON_NUMBER_RANGE")
        if isinstance(item, dict):
            for name, member in item.items():
                walk(name)
                walk(member)
        if isinstance(item, list):
            for member in item:
                walk(member)

    walk(value)
    return value


HOST = r"(?:[a-z0-9]+(?:[.-][a-z0-9]+)*|\[[0-9a-f:]+\])"
PORT = r"(?::(?!443(?:/|$))[1-9][0-9]{0,4})?"
SEGMENT = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+"
ENTITY_ID = re.compile(rf"https://{HOST}{PORT}(?:/{SEGMENT})*")
TARGET_URI = re.compile(rf"https://{HOST}{PORT}(?:/{SEGMENT})+")
DIGEST = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")


def matches(pattern, most=10**6):
    compiled = re.compile(pattern) if isinstance(pattern, str) else pattern
    return lambda value: isinstance(value, str) and len(value) <= most and compiled.fullmatch(value) is not None


def text(most):
    bad = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    return lambda value: isinstance(value, str) and 1 <= len(value) <= most and value.strip() != "" and not bad.search(value)


def integer(least, most):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


entity_id = matches(ENTITY_ID, 256)
seconds = integer(0, 253402300799)
content_type = matches(r"[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?")

# ---- keys and signatures --------------------------------------------------------------------------------------------

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
L = 2**252 + 27742317777372353535851937790883648493


def der_key(jwk, private):
    if jwk["kty"] == "OKP":
        if private:
            return "PRIVATE KEY", bytes.fromhex("302e020100300506032b657004220420") + unb64(jwk["d"])
        return "PUBLIC KEY", bytes.fromhex("302a300506032b6570032100") + unb64(jwk["x"])
    point = b"\x04" + unb64(jwk["x"]) + unb64(jwk["y"])
    if private:
        head, middle = bytes.fromhex("30770201010420"), bytes.fromhex("a00a06082a8648ce3d030107a144034200")
        return "EC PRIVATE KEY", head + unb64(jwk["d"]) + middle + point
    return "PUBLIC KEY", bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + point


def openssl(arguments, files):
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, content in files.items():
            paths[name] = os.path.join(folder, name)
            with open(paths[name], "wb") as out:
                out.write(content)
        return subprocess.run(
            ["openssl"] + [paths.get(argument[1:], argument) if argument[0] == "@" else argument for argument in arguments],
            capture_output=True,
            check=False,
        )


def pem(jwk, private):
    label, der = der_key(jwk, private)
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n".encode()


def der_integer(number):
    raw = number.to_bytes(33, "big").lstrip(b"\x00") or b"\x00"
    raw = b"\x00" + raw if raw[0] & 0x80 else raw
    return b"\x02" + bytes([len(raw)]) + raw


def check_signature(jwk, data, signature):
    """Rule 5.1 (7), second half; section 8."""
    if jwk["kty"] == "OKP":
        if len(signature) != 64:
            raise Refused("JWS_SIGNATURE_LENGTH")
        if int.from_bytes(signature[32:], "little") >= L:
            raise Refused("JWS_SIGNATURE_RANGE")
        done = openssl(
            ["pkeyutl", "-verify", "-pubin", "-inkey", "@key", "-rawin", "-in", "@data", "-sigfile", "@signature"],
            {"key": pem(jwk, False), "data": data, "signature": signature},
        )
    else:
        if len(signature) != 64:
            der = len(signature) > 1 and signature[0] == 0x30 and signature[1] == len(signature) - 2
            raise Refused("JWS_SIGNATURE_DER" if der else "JWS_SIGNATURE_LENGTH")
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        if not (0 < r < N and 0 < s < N):
            raise Refused("JWS_SIGNATURE_RANGE")
        body = der_integer(r) + der_integer(s)
        done = openssl(
            ["dgst", "-sha256", "-verify", "@key", "-signature", "@signature", "@data"],
            {"key": pem(jwk, False), "data": data, "signature": b"\x30" + bytes([len(body)]) + body},
        )
    if done.returncode != 0:
        raise Refused("JWS_SIGNATURE_WRONG")


def sign_with_openssl(jwk, data):
    if jwk["kty"] == "OKP":
        files = {"key": pem(jwk, True), "data": data}
        return openssl(["pkeyutl", "-sign", "-inkey", "@key", "-rawin", "-in", "@data"], files).stdout
    der = openssl(["dgst", "-sha256", "-sign", "@key", "@data"], {"key": pem(jwk, True), "data": data}).stdout
    length = der[3]
    r, s = der[4 : 4 + length], der[6 + length :]
    return b"".join(int.from_bytes(part, "big").to_bytes(32, "big") for part in (r, s))


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


def sign_rfc6979(jwk, data):
    """ES256 without randomness, as the vectors were made."""
    d, h = int.from_bytes(unb64(jwk["d"]), "big"), hashlib.sha256(data).digest()
    z = int.from_bytes(h, "big")
    v, k = b"\x01" * 32, b"\x00" * 32
    seed = d.to_bytes(32, "big") + (z % N).to_bytes(32, "big")
    for mark in (b"\x00", b"\x01"):
        k = hmac.new(k, v + mark + seed, hashlib.sha256).digest()
        v = hmac.new(k, v, hashlib.sha256).digest()
    while True:
        v = hmac.new(k, v, hashlib.sha256).digest()
        nonce = int.from_bytes(v, "big")
        if 0 < nonce < N:
            r = multiply(nonce, G)[0] % N
            s = pow(nonce, -1, N) * (z + r * d) % N
            if r and s:
                return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        k = hmac.new(k, v + b"\x00", hashlib.sha256).digest()
        v = hmac.new(k, v, hashlib.sha256).digest()


# ---- section 4.3: token syntax --------------------------------------------------------------------------------------

STANDARD = set("alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit enc zip epk apu apv iv tag p2s p2c".split())


def take_apart(token):
    if len(token) > 8192:
        raise Refused("JWS_TOO_LARGE")
    if token.lstrip()[:1] in ("{", "["):
        raise Refused("JWS_JSON_SERIALISATION")
    parts = token.split(".")
    if len(parts) != 3 or not parts[0]:
        raise Refused("JWS_NOT_COMPACT")
    header = strict_json(unb64(parts[0]), 4)
    check_header(header)
    payload = strict_json(unb64(parts[1]), 4)
    if not isinstance(payload, dict):
        raise Refused("JWS_PAYLOAD_INVALID")
    return header, payload, f"{parts[0]}.{parts[1]}".encode(), unb64(parts[2])


def check_header(header):
    if not isinstance(header, dict):
        raise Refused("JWS_HEADER_INVALID")
    alg, kid = header.get("alg"), header.get("kid")
    if "alg" not in header:
        raise Refused("JWS_ALG_MISSING")
    if not isinstance(alg, str):
        raise Refused("JWS_HEADER_INVALID")
    if alg.strip().lower() in ("none", ""):
        raise Refused("JWS_ALG_NONE")
    if re.match(r"hs\d", alg, re.I):
        raise Refused("JWS_ALG_SYMMETRIC")
    if "b64" in header:
        raise Refused("JWS_B64_REFUSED")
    if "crit" in header:
        crit = header["crit"]
        sound = isinstance(crit, list) and crit and all(isinstance(name, str) and name for name in crit)
        if not sound or len(set(crit)) != len(crit) or any(name in STANDARD or name not in header for name in crit):
            raise Refused("JWS_CRIT_MALFORMED")
        raise Refused("JWS_CRIT_UNKNOWN")
    if "kid" in header and not matches(r"[A-Za-z0-9._~:@+=-]{1,256}")(kid):
        raise Refused("JWS_KID_MALFORMED")


class Federation:
    """What the resolved metadata of section 2 would say, read from keys.json."""

    def __init__(self, folder):
        with open(os.path.join(folder, "keys.json"), encoding="utf-8") as source:
            self.nodes = {node["entity_id"]: node for node in json.load(source)["nodes"]}

    def key(self, issuer, kid, suites):
        """Rules 5.1 (5) and (6)."""
        node = self.nodes.get(issuer)
        if node is None:
            raise Refused("PEER_UNKNOWN")
        if kid is None:
            raise Refused("JWS_KID_MISSING")
        for pair in node["keys"]:
            if pair["public_jwk"]["kid"] == kid:
                if pair["public_jwk"]["alg"] not in suites:
                    raise Refused("SUITE_NOT_AGREED")
                return pair["public_jwk"]
        if any(pair["public_jwk"]["kid"] == kid for pair in node["retired_keys"]):
            raise Refused("KEY_RETIRED")
        foreign = any(pair["public_jwk"]["kid"] == kid for other in self.nodes.values() for pair in other["keys"])
        raise Refused("KEY_OF_ANOTHER_NODE" if foreign else "JWS_KID_UNKNOWN")


def verify_signature(federation, issuer, header, signing_input, signature, suites):
    jwk = federation.key(issuer, header.get("kid"), suites)
    if header["alg"] != jwk["alg"]:
        raise Refused("JWS_ALG_NOT_THE_KEYS" if header["alg"] in ("ES256", "EdDSA", "RS256") else "JWS_ALG_UNKNOWN")
    check_signature(jwk, signing_input, signature)


# ---- sections 4.1, 4.2 and 5: requests ------------------------------------------------------------------------------

REQUEST_CLAIMS = {
    "iss": entity_id,
    "aud": entity_id,
    "jti": matches(r"[A-Za-z0-9_-]{22,64}"),
    "iat": seconds,
    "exp": seconds,
    "htm": matches(r"[A-Z]{1,16}"),
    "htu": matches(TARGET_URI, 512),
    "content_type": content_type,
    "body_sha256": matches(DIGEST),
}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_fault(code):
    if not matches(rf"[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{8}}[0-9X][{ALPHABET}]")(code):
        return "USCC_MALFORMED"
    if code[2:4] not in ("10", "11", "12", "13"):
        return "USCC_DIVISION_UNKNOWN"
    total = sum(w * int(c, 36) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), code[8:16]))
    if code[16] != "0123456789X0"[11 - total % 11]:
        return "USCC_ORGANISATION_CODE_CHECK"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(w * ALPHABET.index(c) for w, c in zip(weights, code))
    return None if code[17] == ALPHABET[(31 - total % 31) % 31] else "USCC_CHECK_CHARACTER"


def item_fault(code):
    if not matches(r"[0-9A-Z]{18}\d[0-9A-Z]{12}([0-9A-Z]{2})?")(code):
        return "ITEM_CODE_MALFORMED"
    if uscc_fault(code[:18]):
        return "ITEM_CODE_AUTHORITY"
    return None if code[18] in "123456" else "ITEM_CODE_LEVEL"


def members(value, rules, optional=()):
    if not isinstance(value, dict) or set(value) - set(rules):
        raise Refused("CONTEXT_INVALID")
    for name, rule in rules.items():
        if name not in value:
            if name not in optional:
                raise Refused("CONTEXT_INVALID")
        elif not rule(value[name]):
            raise Refused("CONTEXT_INVALID")


def coded(fault):
    def rule(value):
        code = fault(value)
        if code:
            raise Refused(code)
        return True

    return rule


def nested(rules, optional=()):
    return lambda value: members(value, rules, optional) is None


CONTEXT = {
    "purpose": nested({"itemCode": coded(item_fault), "itemName": text(100)}),
    "caseNumber": matches(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}"),
    "legalBasis": text(200),
    "reason": text(200),
    "organisation": nested({"code": coded(uscc_fault), "name": text(100)}),
    "person": nested({"id": text(64), "name": text(50), "role": text(50)}, ("role",)),
    "channel": lambda value: value in ("counter", "web", "hotline", "terminal"),
    "holderAuthorisation": matches(r"[\x21-\x7e]{1,2048}"),
}


def check_claims(claims, rules, code, optional=()):
    if claims.get("v") != 1:
        raise Refused("PROTOCOL_VERSION")
    if set(claims) - set(rules) - {"v"} - set(optional):
        raise Refused(code)
    if not all(name in claims and rule(claims[name]) for name, rule in rules.items()):
        raise Refused(code)


def verify_request(federation, vectors, request, suites):
    """Returns (iss, jti); the exception tells whether the requester was identified."""
    identified = False
    try:
        headers = request["headers"]
        if "tongban-request" not in headers:
            raise Refused("REQUEST_TOKEN_MISSING")
        header, claims, signing_input, signature = take_apart(headers["tongban-request"])
        if header.get("typ") == "tongban-answer+jwt":
            raise Refused("ANSWER_AS_REQUEST")
        if header.get("typ") != "tongban-request+jwt":
            raise Refused("JWS_TYP_WRONG")
        issuer = claims.get("iss")
        if not entity_id(issuer):
            raise Refused("REQUEST_ISSUER_INVALID")
        if issuer != request["channel"]:
            raise Refused("CHANNEL_MISMATCH")
        verify_signature(federation, issuer, header, signing_input, signature, suites)
        identified = True
        check_claims(claims, REQUEST_CLAIMS, "REQUEST_CLAIMS_INVALID", ("context",))
        check_request(claims, request, vectors)
        if claims.get("context") is None:
            raise Refused("CONTEXT_MISSING")
        members(claims["context"], CONTEXT, ("holderAuthorisation",))
        return issuer, claims["jti"]
    except Refused as refused:
        refused.identified = identified
        raise


def check_request(claims, request, vectors):
    now, skew, headers = vectors["now_ms"] / 1000, vectors["skew_seconds"], request["headers"]
    actual = digest(request["body"].encode())
    field = headers.get("content-digest")
    for failed, code in (
        (lambda: claims["aud"] != vectors["self"], "AUDIENCE_MISMATCH"),
        (lambda: claims["exp"] - claims["iat"] > 60, "REQUEST_LIFETIME"),
        (lambda: claims["exp"] <= claims["iat"], "REQUEST_CLAIMS_INVALID"),
        (lambda: claims["iat"] > now + skew, "REQUEST_FROM_FUTURE"),
        (lambda: now >= claims["exp"] + skew, "REQUEST_EXPIRED"),
        (lambda: claims["htm"] != request["method"], "METHOD_MISMATCH"),
        (lambda: claims["htu"] != request["uri"], "URI_MISMATCH"),
        (lambda: claims["content_type"] != headers.get("content-type"), "CONTENT_TYPE_MISMATCH"),
        (lambda: not field, "CONTENT_DIGEST_MISSING"),
        (lambda: not matches(r"sha-256=:[A-Za-z0-9+/]{43}=:")(field), "CONTENT_DIGEST_MALFORMED"),
        (lambda: b64(base64.b64decode(field[9:-1])) != actual, "CONTENT_DIGEST_MISMATCH"),
        (lambda: claims["body_sha256"] != actual, "BODY_DIGEST_MISMATCH"),
    ):
        if failed():
            raise Refused(code)


# ---- section 6: answers ---------------------------------------------------------------------------------------------

ANSWER_CLAIMS = {
    "iss": entity_id,
    "aud": entity_id,
    "iat": seconds,
    "request_sha256": matches(DIGEST),
    "status": integer(200, 599),
    "content_type": content_type,
    "body_sha256": matches(DIGEST),
    "receipt": lambda value: True,
}


def is_receipt(value):
    log = matches(r"(?!/|.*://)[\x21-\x2a\x2c-\x7e]{1,255}")
    return isinstance(value, dict) and set(value) == {"log", "leaf"} and log(value["log"]) and matches(DIGEST)(value["leaf"])


def bare_receipt(token):
    try:
        return token.startswith("{") and is_receipt(strict_json(token.encode(), 4))
    except Refused:
        return False


def verify_answer(federation, vectors, vector):
    answer = vector["answer"]
    headers = answer["headers"]
    token = headers.get("tongban-answer")
    if not token:
        raise Refused("ANSWER_UNSIGNED")
    if bare_receipt(token):
        raise Refused("RECEIPT_AS_ANSWER")
    header, claims, signing_input, signature = take_apart(token)
    kinds = {"tongban-request+jwt": "REQUEST_AS_ANSWER", "tongban-receipt+jwt": "RECEIPT_AS_ANSWER"}
    if header.get("typ") != "tongban-answer+jwt":
        raise Refused(kinds.get(header.get("typ"), "JWS_TYP_WRONG"))
    issuer = claims.get("iss")
    if issuer != vector["expected_iss"]:
        raise Refused("ANSWER_ISSUER_MISMATCH")
    node = federation.nodes.get(issuer)
    if node is None:
        raise Refused("PEER_UNKNOWN")
    if "jurisdiction" in vector and vector["jurisdiction"] not in node["jurisdictions"]:
        raise Refused("JURISDICTION_MISMATCH")
    verify_signature(federation, issuer, header, signing_input, signature, ("ES256", "EdDSA"))
    if "request_sha256" not in claims:
        raise Refused("ANSWER_REQUEST_DIGEST_MISSING")
    if claims.get("receipt") is None:
        raise Refused("ANSWER_RECEIPT_MISSING")
    if not is_receipt(claims["receipt"]):
        raise Refused("ANSWER_RECEIPT_INVALID")
    check_claims(claims, ANSWER_CLAIMS, "ANSWER_CLAIMS_INVALID", ("encryption",))
    now, skew = vectors["now_ms"] / 1000, vectors["skew_seconds"]
    for failed, code in (
        (claims["aud"] != vectors["self"], "ANSWER_AUDIENCE_MISMATCH"),
        (claims["request_sha256"] != vectors["request_sha256"], "ANSWER_FOR_ANOTHER_REQUEST"),
        (claims["iat"] > now + skew, "ANSWER_FROM_FUTURE"),
        (claims["iat"] + 120 + skew < now, "ANSWER_STALE"),
        (claims["status"] != answer["status"], "ANSWER_STATUS_MISMATCH"),
        ("encryption" in claims, "ANSWER_NOT_ENCRYPTED"),
        (claims["content_type"] != headers.get("content-type"), "ANSWER_CONTENT_TYPE_MISMATCH"),
        (claims["body_sha256"] != digest(answer["body"].encode()), "ANSWER_BODY_MISMATCH"),
        (claims["receipt"]["log"] != node["log_origin"], "ANSWER_RECEIPT_LOG_MISMATCH"),
    ):
        if failed:
            raise Refused(code)
    return claims


# ---- commands -------------------------------------------------------------------------------------------------------

def load(folder, name):
    with open(os.path.join(folder, f"{name}.json"), encoding="utf-8") as source:
        return json.load(source)


def rebuild(pairs, vector, parts):
    """Every byte of a token from its texts and the private key."""
    claims = json.loads(parts["payload_text"])
    header = json.loads(parts["header_text"])
    private = next(pair["private_jwk"] for pair in pairs if pair["public_jwk"]["kid"] == header["kid"])
    signing_input = f"{b64(parts['header_text'].encode())}.{b64(parts['payload_text'].encode())}"
    made = sign_with_openssl(private, signing_input.encode()) if private["kty"] == "OKP" else sign_rfc6979(private, signing_input.encode())
    if vector["name"] == "twin":
        made = made[:32] + (N - int.from_bytes(made[32:], "big")).to_bytes(32, "big")
    message = vector.get("request") or vector["answer"]
    return (
        signing_input == parts["signing_input"]
        and made.hex() == parts["signature_hex"]
        and f"{signing_input}.{b64(made)}" == parts["token"]
        and digest(parts["token"].encode()) == parts["token_sha256"]
        and digest(message["body"].encode()) == claims["body_sha256"]
        and b64(message["body"].encode()) == message["body_base64url"]
    )


def run_vectors(folder):
    federation = Federation(folder)
    pairs = [pair for node in federation.nodes.values() for pair in node["keys"] + node["retired_keys"]]
    counts, failures = {"accepted": 0, "refused": 0, "rebuilt": 0}, []

    def expect(name, want, got, kind):
        if want == got:
            counts[kind] += 1
        else:
            failures.append(f"{name}: {want} was due, {got} came")

    def outcome(attempt):
        try:
            return attempt()
        except Refused as refused:
            return {"code": refused.code, "identified": getattr(refused, "identified", None)}

    both = ("ES256", "EdDSA")
    requests = load(folder, "requests")
    for vector in requests["vectors"]:
        want = (vector["expect"]["replay_key"]["iss"], vector["expect"]["replay_key"]["jti"])
        got = outcome(lambda: verify_request(federation, requests, vector["request"], both))
        expect(vector["name"], want, got, "accepted")
        expect(f"rebuild {vector['name']}", True, rebuild(pairs, vector, vector["token"]), "rebuilt")
    rejections = load(folder, "request-rejections")
    for vector in rejections["vectors"]:
        suites = vector.get("suites", both)
        got = outcome(lambda: verify_request(federation, rejections, vector["request"], suites))
        expect(vector["name"], vector["expect"], got, "refused")
    answers = load(folder, "answers")
    for vector in answers["vectors"]:
        got = outcome(lambda: verify_answer(federation, answers, vector)["receipt"]["leaf"])
        leaf = digest(b"\x00" + answers["leaf"]["entry_canonical_json"].encode())
        expect(vector["name"], leaf, got, "accepted")
        expect(f"rebuild {vector['name']}", True, rebuild(pairs, vector, vector["token"]), "rebuilt")
    rejections = load(folder, "answer-rejections")
    for vector in rejections["vectors"]:
        got = outcome(lambda: verify_answer(federation, rejections, vector))
        expect(vector["name"], vector["expect"]["code"], got.get("code"), "refused")
    return {**counts, "failures": failures}


def sign_request(folder, audience, uri, now):
    tianjin = next(node for node in load(folder, "keys")["nodes"] if "tianjin" in node["entity_id"])
    private = tianjin["keys"][0]["private_jwk"]
    document = "query LicenceByIdentifier($identifier: LicenceIdentifier!) { licence(identifier: $identifier) { status } }"
    body = json.dumps({"documentId": f"sha256:{hashlib.sha256(document.encode()).hexdigest()}", "variables": {}})
    claims = {
        "v": 1,
        "iss": tianjin["entity_id"],
        "aud": audience,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + 30,
        "htm": "POST",
        "htu": uri,
        "content_type": "application/json",
        "body_sha256": digest(body.encode()),
        "context": {
            "purpose": {"itemCode": "11100000MB0143028R2000101001000", "itemName": "企业变更登记"},
            "caseNumber": "TJ-2026-000124",
            "legalBasis": "政务数据共享条例第二十一条",
            "reason": "核验营业执照",
            "organisation": {"code": "11120000MB12345628", "name": "天津市政务服务办公室"},
            "person": {"id": "tj-window-08", "name": "王五"},
            "channel": "counter",
        },
    }
    header = {"alg": "ES256", "typ": "tongban-request+jwt", "kid": private["kid"]}
    signing_input = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    token = f"{signing_input}.{b64(sign_with_openssl(private, signing_input.encode()))}"
    content_digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    return {
        "token": token,
        "channel": tianjin["entity_id"],
        "body": body,
        "headers": {"content-type": "application/json", "content-digest": f"sha-256=:{content_digest}:"},
    }


def main(command, folder, *rest):
    if command == "vectors":
        return run_vectors(folder)
    if command == "sign":
        return sign_request(folder, rest[0], rest[1], int(rest[2]))
    if command == "answer":
        given = json.load(sys.stdin)
        try:
            return {"claims": verify_answer(Federation(folder), given, given)}
        except Refused as refused:
            return {"code": refused.code}
    raise SystemExit(__doc__)


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
