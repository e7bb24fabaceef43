"""What docutils makes of reStructuredText documents: each text on a line, after what it is. A warning ends it, status 1, and so does
markup that no report has.

usage: docutils_texts.py FILE.rst...
"""
import sys

from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree

BLOCKS = (nodes.title, nodes.paragraph, nodes.literal_block)
KNOWN = BLOCKS + (nodes.document, nodes.section, nodes.bullet_list, nodes.list_item, nodes.table, nodes.tgroup, nodes.colspec,
                  nodes.thead, nodes.tbody, nodes.row, nodes.entry, nodes.Text)
STRICT = {"report_level": 2, "halt_level": 2, "file_insertion_enabled": False, "raw_enabled": False, "_disable_config": True}

for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        tree = publish_doctree(file.read(), source_path=name, settings_overrides=STRICT)
    for node in tree.traverse() if not hasattr(tree, "findall") else tree.findall():
        link = isinstance(node, nodes.reference) and node["refuri"] == node.astext()
        if not isinstance(node, KNOWN) and not link:
            sys.exit(f"{name}: {node.astext()!r} became a {node.tagname}")
        if isinstance(node, BLOCKS):
            print(node.parent.tagname, node.tagname, node.astext(), sep="\t")
    if b"<script" in publish_from_doctree(tree, writer_name="html5", settings_overrides={**STRICT, "embed_stylesheet": False}):
        sys.exit(f"{name}: a script")
