"""Objects of any kind through the API server: where each lies, and how one version of it becomes another.

What has an owner that does not exist is the garbage collector's, which may take it between any two calls.
"""
import copy
import time

from bed.scenario.api import Refused

MERGE = "application/merge-patch+json"


class Objects:
    def __init__(self, api):
        self.api, self._resources = api, {}

    def path(self, found, collection=False):
        """None where the cluster does not have the kind."""
        version, kind = found["apiVersion"], found["kind"]
        resource = self._resource(version, kind)
        if resource is None:
            return None
        root = f"apis/{version}" if "/" in version else f"api/{version}"
        within = f"/namespaces/{found['metadata'].get('namespace', 'default')}" if resource["namespaced"] else ""
        base = f"{root}{within}/{resource['name']}"
        return base if collection else f"{base}/{found['metadata']['name']}"

    def served(self, found):
        """The same object in a version that the cluster serves, if it has the kind in another one."""
        group = found["apiVersion"].rpartition("/")[0]
        if self.path(found) is not None or not group:
            return found
        for version in self._versions(group):
            if self._resource(version, found["kind"]) is not None:
                return {**found, "apiVersion": version}
        return found

    def live(self, found):
        """The object as it is, or None."""
        try:
            return self.api.send("GET", self.path(found))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def settled(self, found):
        """The object as it is, or None; not before one that is being deleted is gone."""
        while (live := self.live(found)) and "deletionTimestamp" in live["metadata"]:
            time.sleep(0.1)
        return live

    def write(self, wanted, known=None, dry=False):
        """Creates it, or changes what is there by what `wanted` and `known` differ in; without `known`, replaces it."""
        live = self.live(wanted)
        query = "?dryRun=All" if dry else ""
        if live is None:
            return self.api.send("POST", self.path(wanted, collection=True) + query, without_server_fields(wanted))
        if known is not None:
            try:
                return self.api.send("PATCH", self.path(wanted) + query,
                                     difference(without_server_fields(known), without_server_fields(wanted)), MERGE)
            except Refused as refused:
                if refused.status != 404:
                    raise
                return self.write(wanted, known, dry)
        replaced = without_server_fields(wanted)
        replaced["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"]
        return self.api.send("PUT", self.path(wanted) + query, replaced)

    def put_back(self, before, now):
        """Whatever happened to it meanwhile, and also while somebody else writes its status."""
        while True:
            try:
                self._put_back(before, self.live(now), now)
                return
            except Refused as refused:
                if refused.status != 409:
                    raise

    def _put_back(self, before, live, now):
        if before is None:
            if live is not None:
                self._gone(now)
        elif live is None:
            self.api.send("POST", self.path(before, collection=True), without_server_fields(before))
        else:
            restored = copy.deepcopy(before)
            restored["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"]
            self.api.send("PUT", self.path(before), restored)

    def _gone(self, found):
        try:
            self.api.send("DELETE", self.path(found))
        except Refused as refused:
            if refused.status != 404:
                raise

    def delete(self, found, dry=False):
        """At once, even what has time to end by itself."""
        return self.api.send("DELETE", f"{self.path(found)}?gracePeriodSeconds=0{'&dryRun=All' if dry else ''}")

    def _versions(self, group):
        try:
            return [version["groupVersion"] for version in self.api.send("GET", f"apis/{group}")["versions"]]
        except Refused:
            return []

    def _resource(self, version, kind):
        if version not in self._resources:
            try:
                root = f"apis/{version}" if "/" in version else f"api/{version}"
                self._resources[version] = self.api.send("GET", root)["resources"]
            except Refused:
                self._resources[version] = []
        return next((r for r in self._resources[version] if r["kind"] == kind and "/" not in r["name"]), None)


def without_server_fields(found):
    """The object as somebody writes it who creates it."""
    written = copy.deepcopy(found)
    for field in ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "deletionTimestamp"):
        written["metadata"].pop(field, None)
    return written


def difference(old, new):
    """The merge patch (RFC 7386) that makes one of the other; lists are taken whole."""
    patch = {}
    for key in old.keys() | new.keys():
        if key not in new:
            patch[key] = None
        elif isinstance(old.get(key), dict) and isinstance(new[key], dict):
            inner = difference(old[key], new[key])
            if inner:
                patch[key] = inner
        elif old.get(key) != new[key]:
            patch[key] = new[key]
    return patch
