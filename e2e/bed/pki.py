"""The cluster's own certificate authority, its certificates and the kubeconfigs that use them."""
import os

from bed import shell
from bed.cluster import NODE_IP

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
NAMES = ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
         "localhost")
ADDRESSES = (NODE_IP, "10.96.0.1", "127.0.0.1")


def create(cluster):
    """Everything below <state>/pki and <state>/kubeconfigs; the admin's one is <state>/kubeconfig."""
    folder = cluster.state / "pki"
    folder.mkdir(mode=0o700)
    shell.run("openssl", "req", "-x509", *KEY, "-days", "365", "-subj", "/CN=sallyport-bed",
              "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "ca.key", "-out", "ca.crt", cwd=folder)
    served = ",".join([*(f"DNS:{name}" for name in NAMES), *(f"IP:{address}" for address in ADDRESSES)])
    _certificate(folder, "apiserver", "/CN=kube-apiserver", served)
    _certificate(folder, "kubelet", "/O=system:nodes/CN=system:node:node", f"DNS:node,IP:{NODE_IP}")
    _certificate(folder, "admin", "/O=system:masters/CN=admin")
    for daemon in ("kube-controller-manager", "kube-scheduler", "kube-proxy"):
        _certificate(folder, daemon, f"/CN=system:{daemon}")
    shell.run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "accounts.key",
              cwd=folder)
    shell.run("openssl", "pkey", "-in", "accounts.key", "-pubout", "-out", "accounts.pub", cwd=folder)
    kubeconfigs = cluster.state / "kubeconfigs"
    kubeconfigs.mkdir()
    for user in ("kubelet", "kube-controller-manager", "kube-scheduler", "kube-proxy"):
        _kubeconfig(kubeconfigs / user, cluster, user)
    _kubeconfig(cluster.kubeconfig, cluster, "admin")


def _certificate(folder, name, subject, alternatives=None):
    extensions = "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth,serverAuth\n"
    if alternatives:
        extensions += f"subjectAltName={alternatives}\n"
    (folder / f"{name}.ext").write_text(extensions)
    shell.run("openssl", "req", *KEY, "-subj", subject, "-keyout", f"{name}.key", "-out", f"{name}.csr", cwd=folder)
    shell.run("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
              "-days", "365", "-extfile", f"{name}.ext", "-out", f"{name}.crt", cwd=folder)


def _kubeconfig(file, cluster, user):
    pki = cluster.state / "pki"
    file.write_text(f"""\
apiVersion: v1
kind: Config
clusters:
- name: {cluster.name}
  cluster: {{server: "{cluster.api}", certificate-authority: {pki}/ca.crt}}
users:
- name: {user}
  user: {{client-certificate: {pki}/{user}.crt, client-key: {pki}/{user}.key}}
contexts:
- name: {cluster.name}
  context: {{cluster: {cluster.name}, user: {user}}}
current-context: {cluster.name}
""")
    os.chmod(file, 0o600)
