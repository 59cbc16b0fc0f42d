"""Whom the gateway knows: people who signed in, with tokens as Dex would have given them."""
import base64
import json
import subprocess
import time

import yaml

from bed import paths, shell

ISSUER = "http://dex.auth.svc.cluster.local:5556/dex"
SIGN_IN = "sign-in"
# Of issuers that only Sallyport tells the gateway of.
PROVIDER = "provider"


def request_authentication(state):
    """Kubeflow's dex-jwt, with the public half of this cluster's own sign-in key written in."""
    made = yaml.safe_load((paths.E2E / "stack/kubeflow/dex-jwt.yaml").read_text())
    made["spec"]["jwtRules"][0]["jwks"] = keys(state, SIGN_IN)
    return made


def keys(state, name):
    """The public half of a key of this cluster's, as a JSON Web Key Set."""
    modulus = shell.run("openssl", "rsa", "-in", _key(state, name), "-noout", "-modulus").strip().split("=")[1]
    return json.dumps({"keys": [{"kty": "RSA", "kid": name, "use": "sig", "alg": "RS256", "e": "AQAB",
                                 "n": _encoded(bytes.fromhex(modulus))}]})


def token(state, email, groups=(), valid=3600):
    """The token of a person who signed in, as it reaches the gateway from a session or a script."""
    return signed(state, SIGN_IN, {"iss": ISSUER, "sub": f"sign-in:{email}", "aud": "kubeflow-oidc-authservice", "email": email,
                                   "email_verified": True, "groups": list(groups), "exp": int(time.time()) + valid})


def expiring(state, account, at):
    """The token of an account as the API server gave it, but for the time at which it expires, in seconds since 1970."""
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in account.split(".")[:2])
    return signed(state, "accounts", {**claims, "exp": int(at)}, header)


def signed(state, key, claims, header=None):
    """A token that says this, with the key of that name."""
    text = ".".join(_encoded(json.dumps(part).encode())
                    for part in (header or {"alg": "RS256", "kid": key, "typ": "JWT"}, claims))
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", _key(state, key)], input=text.encode(),
                               check=True, stdout=subprocess.PIPE).stdout
    return f"{text}.{_encoded(signature)}"


def _key(state, name):
    file = state / f"pki/{name}.key"
    if not file.exists():
        shell.run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", file)
    return file


def _encoded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
