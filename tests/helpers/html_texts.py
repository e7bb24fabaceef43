"""What is in the body of an HTML document that was made from a report: each text on a line, after the element that it is in. Markup that no report
has, such as emphasis, a picture or a script, ends it with status 1. With --page it may have what secateur's own pages have, and nothing else:
attributes that none has, an id that stands twice, or a link to none that is there, are told as well.

usage: html_texts.py [--page] FILE.html
"""
import sys
from html.parser import HTMLParser

TEXTS = {"p", "pre", "th", "td", "h1", "h2", "title"}
PAGE = {"nav", "section", "header", "main", "form", "label", "input", "select", "option", "output", "button", "details", "summary", "b", "span",
        "figure", "figcaption", "img", "svg", "path", "del", "ins", "style", "script", "link"}
ATTRIBUTES = {"id", "class", "href", "title", "lang", "charset", "content", "http-equiv", "name", "rel", "role", "hidden", "tabindex", "scope",
              "aria-label", "aria-labelledby", "aria-hidden", "type", "value", "alt", "src", "autocomplete", "viewbox", "d", "data-variant", "data-verdict",
              "data-settings"}
KNOWN = TEXTS | {"div", "ul", "li", "table", "colgroup", "col", "thead", "tbody", "tr", "a", "html", "head", "body", "meta", "br"}


class Reader(HTMLParser):
    def __init__(self, is_page):
        super().__init__()
        self.inside, self.text, self.wrong, self.is_page = [], "", None, is_page
        self.ids, self.links, self.texts = [], [], TEXTS | ({"li"} if is_page else set())

    def handle_starttag(self, tag, attrs):
        if self.is_page:
            self.look_at(tag, dict(attrs))
        elif tag not in KNOWN or (tag == "a" and not self.is_plain(dict(attrs))):
            self.wrong = self.wrong or f"<{tag}> after {self.text!r}"
        if tag in self.texts:
            self.inside.append(tag)
            self.text = ""

    def handle_endtag(self, tag):
        if tag in self.texts and self.inside:
            self.inside.pop()
            if self.text.strip():
                print(tag, self.text.strip("\n"), sep="\t")
            self.text = ""

    def handle_data(self, data):
        self.text += data

    def look_at(self, tag, attrs):
        unknown = [name for name in attrs if name not in ATTRIBUTES]
        if tag not in KNOWN | PAGE or unknown or not attrs.get("src", "data:image/svg+xml,").startswith("data:image/svg+xml,"):
            self.wrong = self.wrong or f"<{tag}> with {unknown} after {self.text!r}"
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"][1:]] if tag == "a" else []
        self.links += [attrs["aria-labelledby"]] if "aria-labelledby" in attrs else []

    def look_at_links(self):
        for name in self.links:
            if self.ids.count(name) != 1:
                self.wrong = self.wrong or f"{self.ids.count(name)} places with the id {name}"

    def is_plain(self, attrs):
        """A link that a processor makes of a bare address."""
        return attrs.get("class") == "bare"


is_page = sys.argv[1:2] == ["--page"]
reader = Reader(is_page)
with open(sys.argv[-1], encoding="utf-8") as file:
    reader.feed(file.read())
reader.look_at_links()
if reader.wrong:
    sys.exit(f"{sys.argv[-1]}: {reader.wrong}")
