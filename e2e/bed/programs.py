"""Images of single static programs: nothing else inside but names for users and, where asked, trusted CAs."""
import shutil

from bed import images, parts

USERS = "root:x:0:0::/:/\nnobody:x:65532:65532::/:/\n"


def image(name, program=None, user="65532", trusted=False):
    """The image of one program, which lies at / under its own name: some choose by it what they are."""
    file = parts.binary(program or name)

    def recipe(root):
        (root / "etc").mkdir()
        (root / "etc/passwd").write_text(USERS)
        (root / "tmp").mkdir()
        (root / "tmp").chmod(0o1777)
        if trusted:
            (root / "etc/ssl/certs").mkdir(parents=True)
            shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/ssl/certs/")
        shutil.copy(file, root / file.name)
        (root / file.name).chmod(0o755)

    return images.build(name, recipe, inputs=[file, trusted], entrypoint=[f"/{file.name}"], user=user)
