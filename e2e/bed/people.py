"""Whom the gateway knows: people who signed in, with tokens as Dex would have given them."""
import base64
import json
import subprocess
import time

import yaml

from bed import paths, shell

ISSUER = "http://dex.auth.svc.cluster.local:5556/dex"


def request_authentication(state):
    """Kubeflow's dex-jwt, with the public half of this cluster's own sign-in key written in."""
    key = _key(state)
    modulus = shell.run("openssl", "rsa", "-in", key, "-noout", "-modulus").strip().split("=")[1]
    public = {"kty": "RSA", "kid": "sign-in", "use": "sig", "alg": "RS256", "e": "AQAB",
              "n": _encoded(bytes.fromhex(modulus))}
    made = yaml.safe_load((paths.E2E / "stack/kubeflow/dex-jwt.yaml").read_text())
    made["spec"]["jwtRules"][0]["jwks"] = json.dumps({"keys": [public]})
    return made


def token(state, email, groups=(), valid=3600):
    """The token of a person who signed in, as it reaches the gateway from a session or a script."""
    claims = {"iss": ISSUER, "sub": f"sign-in:{email}", "aud": "kubeflow-oidc-authservice", "email": email,
              "email_verified": True, "groups": list(groups), "exp": int(time.time()) + valid}
    signed = ".".join(_encoded(json.dumps(part).encode())
                      for part in ({"alg": "RS256", "kid": "sign-in", "typ": "JWT"}, claims))
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", _key(state)], input=signed.encode(),
                               check=True, stdout=subprocess.PIPE).stdout
    return f"{signed}.{_encoded(signature)}"


def _key(state):
    file = state / "pki/sign-in.key"
    if not file.exists():
        shell.run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", file)
    return file


def _encoded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
