"""The peer in Python with the optional suite (PROFILE.md, 8.1): SM2 in plain integers, SM3 by hashlib.

    python_sm2.py DIR    verify and rebuild sm2.json

It shares no code with the project; the rest of the profile is python_peer.py's.
"""

import hashlib
import hmac
import json
import sys

sys.dont_write_bytecode = True
import python_peer as peer  # noqa: E402

# GB/T 32918.5-2017
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
ID = b"1234567812345678"


def bytes32(number):
    return number.to_bytes(32, "big")


def sm3(data):
    return hashlib.new("sm3", data).digest()


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] + A) * pow(2 * a[1], -1, P)
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


def point_of(jwk):
    return tuple(int.from_bytes(peer.unb64(jwk[name]), "big") for name in ("x", "y"))


def signer_digest(jwk):
    x, y = point_of(jwk)
    fixed = b"".join(bytes32(number) for number in (A, B, *G, x, y))
    return sm3((len(ID) * 8).to_bytes(2, "big") + ID + fixed)


def check_signature(jwk, data, signature):
    if jwk.get("crv") != "SM2":
        return other_suites(jwk, data, signature)
    if len(signature) != 64:
        der = len(signature) > 1 and signature[0] == 0x30 and signature[1] == len(signature) - 2
        raise peer.Refused("JWS_SIGNATURE_DER" if der else "JWS_SIGNATURE_LENGTH")
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    if not (0 < r < N and 0 < s < N):
        raise peer.Refused("JWS_SIGNATURE_RANGE")
    e = int.from_bytes(sm3(signer_digest(jwk) + data), "big")
    t = (r + s) % N
    point = add(multiply(s, G), multiply(t, point_of(jwk))) if t else None
    if point is None or (e + point[0]) % N != r:
        raise peer.Refused("JWS_SIGNATURE_WRONG")
    return None


def sign(jwk, data):
    """k by RFC 6979 with HMAC-SM3 and h1 = e."""
    d, e = int.from_bytes(peer.unb64(jwk["d"]), "big"), int.from_bytes(sm3(signer_digest(jwk) + data), "big")
    v, key = b"\x01" * 32, b"\x00" * 32
    mac = lambda k, message: hmac.new(k, message, "sm3").digest()
    for mark in (b"\x00", b"\x01"):
        key = mac(key, v + mark + bytes32(d) + bytes32(e % N))
        v = mac(key, v)
    while True:
        v = mac(key, v)
        k = int.from_bytes(v, "big")
        if 0 < k < N:
            r = (e + multiply(k, G)[0]) % N
            s = pow(1 + d, -1, N) * (k - r * d) % N
            if r and r + k != N and s:
                return bytes32(r) + bytes32(s)
        key = mac(key, v + b"\x00")
        v = mac(key, v)


other_suites = peer.check_signature
peer.check_signature = check_signature
listed = ["SM2"]
verify_signature = peer.verify_signature
peer.verify_signature = lambda *arguments: verify_signature(*arguments[:-1], tuple(listed))


def run(folder):
    file = peer.load(folder, "sm2")
    federation = peer.Federation(folder)
    node = file["node"]
    federation.nodes[node["entity_id"]] = node
    private = node["keys"][0]["private_jwk"]
    done = {"accepted": 0, "refused": 0, "rebuilt": 0, "failures": []}

    def expect(kind, name, want, got):
        if want == got:
            done[kind] += 1
        else:
            done["failures"].append(f"{name}: {want} was due, {got} came")

    def outcome(suites, attempt):
        listed[:] = suites
        try:
            return attempt()
        except peer.Refused as refused:
            return refused.code

    def rebuild(token):
        data = token["signing_input"].encode()
        return [signer_digest(private).hex(), sm3(signer_digest(private) + data).hex(), sign(private, data).hex()]

    for kind, part in (("accepted", "requests"), ("refused", "request_rejections")):
        for vector in file[part]["vectors"]:
            suites = vector.get("suites", file["suites"])
            got = outcome(suites, lambda: peer.verify_request(federation, file[part], vector["request"], ()))
            key = vector["expect"].get("replay_key")
            expect(kind, vector["name"], (key["iss"], key["jti"]) if key else vector["expect"]["code"], got)
    answers = file["answers"]
    for vector in answers["vectors"]:
        got = outcome(file["suites"], lambda: peer.verify_answer(federation, answers, vector)["receipt"]["leaf"])
        expect("accepted", vector["name"], answers["leaf"]["leaf"], got)
    for vector in file["requests"]["vectors"] + answers["vectors"]:
        token = vector["token"]
        expect("rebuilt", vector["name"], [token["z_hex"], token["e_hex"], token["signature_hex"]], rebuild(token))
    return done


if __name__ == "__main__":
    json.dump(run(sys.argv[1]), sys.stdout)
