"""Placeholders in scenarios and manifests: ${team}, ${id}, ${now+8s}."""
import datetime
import re

_PLACE = re.compile(r"\$\{([^}]*)\}")
_TIME = re.compile(r"now([+-]\d+)s")


def names(value):
    """The placeholders that a value contains, times left out."""
    if isinstance(value, dict):
        return {name for pair in value.items() for part in pair for name in names(part)}
    if isinstance(value, list):
        return {name for part in value for name in names(part)}
    if isinstance(value, str):
        return {name for name in _PLACE.findall(value) if not _TIME.fullmatch(name)}
    return set()


def filled(value, variables):
    """The value with every placeholder replaced; lists and mappings are walked through."""
    if isinstance(value, dict):
        return {filled(key, variables): filled(part, variables) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, variables) for part in value]
    if isinstance(value, str):
        return _PLACE.sub(lambda place: _one(place.group(1), variables), value)
    return value


def _one(name, variables):
    time = _TIME.fullmatch(name)
    if time:
        instant = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=int(time.group(1)))
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(variables[name])
