"""What is in the body of an HTML document that was made from a report: each text on a line, after the element that it is in. Markup that no report
has, such as emphasis, a picture or a script, ends it with status 1.

usage: html_texts.py FILE.html
"""
import sys
from html.parser import HTMLParser

TEXTS = {"p", "pre", "th", "td", "h1", "h2", "title"}
KNOWN = TEXTS | {"div", "ul", "li", "table", "colgroup", "col", "thead", "tbody", "tr", "a", "html", "head", "body", "meta", "br"}


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.inside, self.text, self.wrong = [], "", None

    def handle_starttag(self, tag, attrs):
        if tag not in KNOWN or (tag == "a" and not self.is_plain(dict(attrs))):
            self.wrong = self.wrong or f"<{tag}> after {self.text!r}"
        if tag in TEXTS:
            self.inside.append(tag)
            self.text = ""

    def handle_endtag(self, tag):
        if tag in TEXTS and self.inside:
            self.inside.pop()
            if self.text.strip():
                print(tag, self.text.strip("\n"), sep="\t")
            self.text = ""

    def handle_data(self, data):
        self.text += data

    def is_plain(self, attrs):
        """A link that a processor makes of a bare address."""
        return attrs.get("class") == "bare"


reader = Reader()
with open(sys.argv[1], encoding="utf-8") as file:
    reader.feed(file.read())
if reader.wrong:
    sys.exit(f"{sys.argv[1]}: {reader.wrong}")
