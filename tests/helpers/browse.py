"""Does with a report's page in headless Chromium what a reader does; the first thing that is not as it should be ends it with status 1.

usage: browse.py NAME...     of NAME.html, with the same report in NAME.json; without that it is of no plan, and has no variants
"""
import json
import math
import os
import re
import sys

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

FIRST_TABLE = "document.querySelector('#s-evidence').parentNode.querySelector('table')"


def start():
    options = Options()
    for word in ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,900"]:
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def js(text, *args):
    return driver.execute_script(text, *args)


def press(*keys):
    for key in keys:
        driver.switch_to.active_element.send_keys(key)


def check(is_so, what):
    if not is_so:
        sys.exit(what)


def is_equal(got, expected, what):
    check(got == expected, f"{what}: {got!r}, not {expected!r}")


def column(title):
    return js(f"return [...{FIRST_TABLE}.tHead.rows[0].cells].findIndex(c => c.textContent === arguments[0])", title)


def names():
    """Of the rows that are seen, from top to bottom."""
    return js(f"return [...{FIRST_TABLE}.tBodies[0].rows].filter(r => r.offsetParent).map(r => r.cells[0].textContent)")


def focus(title):
    js(f"{FIRST_TABLE}.tHead.rows[0].cells[arguments[0]].firstElementChild.focus()", column(title))


def direction(title):
    return js(f"return {FIRST_TABLE}.tHead.rows[0].cells[arguments[0]].getAttribute('aria-sort')", column(title))


def estimate(variant):
    cost = next(c for c in variant["costs"] if c["is_primary"])
    return cost["change"].get("estimate")


def by_saving():
    """Names as tables have them: the baseline, what saves most, what has no number; all are compared with the baseline."""
    others = sorted(report["variants"][1:], key=lambda v: math.inf if estimate(v) is None else estimate(v))
    return [v["name"] for v in report["variants"][:1] + others]


def it_sorts_by_number_and_by_word():
    as_it_was = names()
    is_equal(as_it_was, by_saving(), "rows")
    changed = [v for v in report["variants"] if estimate(v) is not None]
    absent = [v["name"] for v in report["variants"][1:] if estimate(v) is None]
    check(len(absent) == 1, "one variant fails")
    for turn, sign in [("ascending", 1), ("descending", -1)]:
        focus("CPU time")
        press(Keys.ENTER)
        expected = [v["name"] for v in sorted(changed, key=lambda v: sign * estimate(v))]
        is_equal(names(), ["baseline"] + expected + absent, turn)
        is_equal(direction("CPU time"), turn, "aria-sort")
    press(Keys.SPACE)
    is_equal(names(), as_it_was, "a third time")
    is_equal(direction("CPU time"), None, "aria-sort")
    # of one word many times: those that were above stay above
    focus("verdict")
    press(Keys.ENTER)
    verdicts = {v["name"]: v["verdict"] for v in report["variants"]}
    is_equal(names(), ["baseline"] + sorted(as_it_was[1:], key=lambda name: verdicts[name]), "by verdict")
    press(Keys.ENTER, Keys.ENTER)


def told():
    return js("return document.querySelector('output').textContent")


def unfolded():
    return js("return [...document.querySelectorAll('main details')].filter(d => d.offsetParent).map(d => d.querySelector('.name').textContent)")


def they_are_shown(expected, what):
    is_equal(names(), [name for name in by_saving() if name in ["baseline"] + expected], what)
    is_equal(unfolded(), ["baseline"] + expected, what + ": details")
    is_equal(told(), f"{len(expected)} of {len(report['variants']) - 1} variants shown, beside the baseline.", what)


def choose(label, option):
    js("""const select = [...document.querySelectorAll('label')].find(l => l.firstChild.data.trim() === arguments[0]).querySelector('select');
          select.value = [...select.options].find(o => o.text === arguments[1]).value;
          select.dispatchEvent(new Event('input', {bubbles: true}))""", label, option)


def it_filters():
    everything = [v["name"] for v in report["variants"][1:]]
    they_are_shown(everything, "no filter")
    box = driver.find_element("css selector", "input[type=search]")
    box.send_keys("LEVEL: 0")
    they_are_shown([name for name in everything if name.startswith("level=")], "by its change")
    box.send_keys("<")
    they_are_shown([], "by what none has")
    driver.find_element("css selector", "#filter button").click()
    they_are_shown(everything, "all")
    for verdict in {v["verdict"] for v in report["variants"][1:]}:
        choose("verdict", verdict.upper().replace("_", " "))
        they_are_shown([v["name"] for v in report["variants"][1:] if v["verdict"] == verdict], verdict)
    choose("verdict", "any")
    choose("parts", 'without <b>1"')
    they_are_shown(['drop-<b>1"'], "without a part")
    choose("parts", "all of it")
    they_are_shown([name for name in everything if name.startswith("level=")], "with all parts")
    choose("level", "0")
    they_are_shown([], "with all parts, at the first level")
    choose("parts", "any")
    they_are_shown([name for name in everything if name.startswith("drop-")], "at the first level")
    driver.find_element("css selector", "#filter button").click()
    they_are_shown(everything, "all again")


def it_shows_all_digits():
    tip = driver.find_element("id", "exact")
    js(f"{FIRST_TABLE}.querySelector('[tabindex=\"0\"][data-exact]').focus()")
    first = js("return document.activeElement.cellIndex")
    variants = {v["name"]: v for v in report["variants"]}
    in_rows = [variants[name] for name in by_saving()]
    with_numbers = [v for v in in_rows if estimate(v) is not None or v["is_baseline"]]
    for i, variant in enumerate(with_numbers[:4]):
        if i > 0:
            press(Keys.ARROW_DOWN)
        is_equal(js("return document.activeElement.parentNode.cells[0].textContent"), variant["name"], "arrow down")
        change = next(c for c in variant["costs"] if c["is_primary"])["change"]
        number = change["reference_mean"] if i == 0 else change["estimate"]
        is_equal(float(re.match(r"[-+.\de]+", tip.text).group()), number, variant["name"])
        check(tip.is_displayed(), "no tip")
        box = tip.rect
        check(box["x"] >= 0 and box["x"] + box["width"] <= 1300, f"the tip is out of the page: {box}")
    press(Keys.ARROW_RIGHT)
    is_equal(js("return document.activeElement.cellIndex"), first + 1, "arrow right")
    press(Keys.ESCAPE)
    check(not tip.is_displayed(), "Escape does not take the tip away")


def it_unfolds():
    link = driver.find_element("css selector", "tbody tr[data-variant='1'] a")
    link.click()
    details = driver.find_element("id", "variant-1")
    check(details.get_attribute("open"), "a link does not unfold")
    check(details.find_element("css selector", "del").is_displayed(), "no difference of configurations")
    check(details.find_element("css selector", "svg").is_displayed(), "no strip")
    dots = js("return [...arguments[0].querySelectorAll('path.own, path.disturbed')].map(x => x.getAttribute('d')).join('').match(/M/g).length", details)
    check(1 <= dots <= report["variants"][1]["n_runs"], f"{dots} dots")
    failed = next(i for i, v in enumerate(report["variants"]) if v["failures"])
    js("document.querySelector(arguments[0]).focus()", f"#variant-{failed} summary")
    press(Keys.ENTER)
    log = driver.find_element("css selector", f"#variant-{failed} pre:last-of-type")
    is_equal(log.text, "</pre><script>alert(2)</script>", "the log")
    fold = next(b for b in driver.find_elements("css selector", "main button") if "nfold all" in b.text)
    fold.click()
    check(js("return [...document.querySelectorAll('main details')].every(d => d.open)"), "not all are unfolded")
    fold.click()
    check(not js("return [...document.querySelectorAll('main details')].some(d => d.open)"), "not all are folded")


def the_keyboard_reaches_all(page):
    """One after the other by Tab; within a table's cells the arrows go on."""
    driver.get(page)
    stops = """[...document.querySelectorAll('a, button, input, select, summary, .scroll, pre')].filter(x => x.checkVisibility() &&
        (!x.matches('.scroll, pre') || x.scrollWidth > x.clientWidth || x.scrollHeight > x.clientHeight))"""
    js("document.addEventListener('focusin', ({target: x}) => { x.reached = true; x.isSeen = getComputedStyle(x).outlineStyle !== 'none'; })")
    driver.find_element("css selector", "body").send_keys(Keys.TAB)
    is_equal(js("return document.activeElement.className"), "skip", "the first stop")
    check(js("return document.activeElement.getBoundingClientRect().left >= 0"), "the skip link is not seen")
    n = js(f"return {stops}.length + [...document.querySelectorAll('[data-exact][tabindex=\"0\"]')].filter(x => x.checkVisibility()).length")
    check(n > 30, "a page without stops")
    press(Keys.TAB * (n - 1))
    is_equal(js(f"return {stops}.filter(x => !x.reached).map(x => x.outerHTML.slice(0, 80))"), [], "not reached")
    is_equal(js("""return [...document.querySelectorAll('table')].filter(t => t.checkVisibility()).filter(t =>
        [...t.querySelectorAll('[data-exact]')].filter(x => x.reached).length !== (t.querySelector('[data-exact]') ? 1 : 0)).length"""),
             0, "tables that are not entered, or entered twice")
    is_equal(js("return [...document.querySelectorAll('*')].filter(x => x.reached && !x.isSeen).map(x => x.outerHTML.slice(0, 80))"), [], "focus that is not seen")


def figures_are_seen():
    is_equal(js("return [...document.images].filter(x => !x.naturalWidth || !x.alt).map(x => x.outerHTML.slice(0, 80))"), [], "not seen")


def all_have_names_and_a_place():
    is_equal(js("""return [...document.querySelectorAll('button, input, select, a, summary, h1, h2')].filter(x =>
        !(x.textContent.trim() || x.closest('label')?.textContent.trim())).map(x => x.outerHTML)"""), [], "without a name")
    levels = js("return [...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])")
    is_equal(levels[0], 1, "the first heading")
    check(all(b <= a + 1 for a, b in zip(levels, levels[1:])) and levels.count(1) == 1, f"headings: {levels}")
    is_equal(js("return ['header', 'nav', 'main', '[role=search]'].filter(s => document.querySelectorAll(s).length !== 1)"),
             [] if report else ["[role=search]"], "landmarks that are not there once")
    is_equal(js("return document.documentElement.lang"), "en", "language")


CONTRAST = """
const light = c => c.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const numbers = text => text.match(/[\\d.]+/g).map(Number);
const ground = x => { for (; x; x = x.parentElement) { const c = numbers(getComputedStyle(x).backgroundColor); if (c.length < 4 || c[3]) return c; } return [255, 255, 255]; };
const bad = new Set();
for (const x of document.querySelectorAll('body *')) {
    if (!x.offsetParent || ![...x.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(numbers(getComputedStyle(x).color)), light(ground(x).slice(0, 3))].sort((p, q) => q - p);
    if ((a + .05) / (b + .05) < 4.5) bad.add(`${x.tagName} ${x.className} ${(a + .05) / (b + .05)}`);
}
return [...bad];
"""


def texts_can_be_read():
    js("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
    is_equal(js(CONTRAST), [], "contrast below 4.5")


def a_narrow_screen_scrolls_tables_and_not_the_page():
    for width in [400, 320, 1300]:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": False})
        is_equal(js("return innerWidth"), width, "width")
        check(js("return document.scrollingElement.scrollWidth") <= width, f"at {width} px the page scrolls sideways")
        check(js(f"return {FIRST_TABLE}.parentNode.tabIndex") == 0 or width > 1000, "a table that scrolls is not reached")


def nothing_is_said_and_nothing_leaves(page):
    is_equal(driver.get_log("browser"), [], "console")
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    check(len(asked) >= 1, "no log of requests")
    is_equal([url for url in asked if not url.startswith(("file:", "data:"))], [], "requests")
    is_equal({url for url in asked if url.startswith("file:")}, {page}, "files that are asked for")


def look_at(path):
    driver.get(path)
    if report:
        is_equal(driver.title, report["experiment"], "title")
        it_sorts_by_number_and_by_word()
        it_filters()
        it_shows_all_digits()
        it_unfolds()
    the_keyboard_reaches_all(path)
    figures_are_seen()
    all_have_names_and_a_place()
    texts_can_be_read()
    a_narrow_screen_scrolls_tables_and_not_the_page()
    nothing_is_said_and_nothing_leaves(path)


driver = start()
try:
    for file in sys.argv[1:]:
        report = None
        if os.path.exists(file + ".json"):
            with open(file + ".json", encoding="utf-8") as text:
                report = json.load(text)
        look_at(f"file://{os.path.abspath(file)}.html")
finally:
    driver.quit()
