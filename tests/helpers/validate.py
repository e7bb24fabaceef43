"""Validates YAML files with a JSON Schema: prints `ok FILE` or `bad FILE: where: what` for each; as YAML 1.2 reads them.

usage: validate.py SCHEMA FILE..."""
import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """The core schema of YAML 1.2, which editors use: `on` and 2026-01-01 are texts."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in [
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
]:
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile("^(?:" + pattern + ")$"), first)
Loader.add_constructor("tag:yaml.org,2002:float", lambda l, n: float(n.value))
Loader.add_constructor("tag:yaml.org,2002:int", lambda l, n: int(n.value))

with open(sys.argv[1], encoding="utf-8") as f:
    schema = json.load(f)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    try:
        with open(path, encoding="utf-8") as f:
            error = next(validator.iter_errors(yaml.load(f, Loader)), None)
    except (yaml.YAMLError, UnicodeDecodeError) as e:
        print(f"bad {path}: no YAML: {e.__class__.__name__}")
        continue
    # not the message: it shows the value, which an anchor may have made large
    print(f"ok {path}" if error is None else f"bad {path}: /{'/'.join(map(str, error.absolute_path))}: {error.validator}")
