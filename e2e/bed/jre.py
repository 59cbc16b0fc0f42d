"""The base image of Java programs: a runtime cut to size by jlink, on the C libraries of this machine."""
from pathlib import Path

from bed import images, machine, prerequisites, rootfs, shell

MODULES = (
    "java.base", "java.logging", "java.management", "java.naming", "java.net.http", "java.sql", "java.xml",
    "jdk.crypto.ec", "jdk.management", "jdk.unsupported", "jdk.zipfs",
)
# The runtime loads these by name, so that no other library lists them.
BY_NAME = ("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2")
ENVIRONMENT = {"JAVA_HOME": "/opt/java", "PATH": "/opt/java/bin", "LC_ALL": "C.UTF-8"}


def image():
    """The docker-archive that Jib takes as its base."""
    home = prerequisites.jdk()
    if home is None:
        raise shell.Failed("no JDK 25 here: set JAVA_HOME, or unpack one below /usr/lib/jvm")

    def recipe(root):
        java = root / "opt/java"
        java.parent.mkdir(parents=True)
        shell.run(home / "bin/jlink", "--add-modules", ",".join(MODULES), "--strip-debug", "--no-header-files",
                  "--no-man-pages", "--compress", "zip-6", "--generate-cds-archive", "--output", java, nice=5)
        # Class data for heaps of more than 32 GB: nobody here will start one.
        (java / "lib/server/classes_nocoops.jsa").unlink(missing_ok=True)
        rootfs.libraries(root, [java / "bin/java", *java.rglob("*.so")])
        for name in BY_NAME:
            found = next(path for path in (Path(folder) / name for folder in machine.library_folders()) if path.exists())
            rootfs.place(root, found, str(found))
        rootfs.essentials(root, uid=10001)

    return images.build("jre", recipe, inputs=[(home / "release").read_text(), *MODULES], env=ENVIRONMENT)
