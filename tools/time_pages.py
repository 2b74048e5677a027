"""Time the explorer's pages over a store: python tools/time_pages.py STORE

Starts the server, waits until it is warm, opens every kind of page five times in turn, and prints the median of
each in milliseconds, slowest first. Exit 1 when a page takes more than 200 at its median, or a search more than 100.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
import urllib.request
from html import unescape
from urllib.parse import quote

PAGE_LIMIT, SEARCH_LIMIT, TIMES = 200.0, 100.0, 5
PAGES = ("/", "/activities", "/activities?country=country/JP&from=2018&to=2019-06", "/agreements", "/questions", "/network",
         "/agreements?party=country/JP&status=signed", "/between?a=country/TH&b=country/CN", "/sparql",
         "/network?focus=country/JP", "/network?focus=country/JP&open=country/CN|country/US&from=2019&to=2021")  # fmt: skip
TYPED = ("ประ", "prayut", "prayth chanoca", "นายกรัฐมนตรี 2561", "Prime Minister 2018", "jp", "zzzzqq", "MOU")
KINDS = ("official", "organisation", "country", "activity", "agreement", "article")


def fetch(address: str) -> tuple[float, str]:
    """How long an address took, in milliseconds, and what it gave."""
    started = time.perf_counter()
    request = urllib.request.Request(address, headers={"accept": "text/html,application/json;q=0.9"})
    with urllib.request.urlopen(request, timeout=60) as response:
        text = response.read().decode()
    return (time.perf_counter() - started) * 1000, text


def find_addresses(site: str) -> dict[str, float]:
    """The addresses to be timed, each with the milliseconds it may take."""
    found = dict.fromkeys(PAGES, PAGE_LIMIT)
    for typed in TYPED:
        found[f"/api/search?q={quote(typed)}"] = SEARCH_LIMIT
        found[f"/search?q={quote(typed)}"] = SEARCH_LIMIT
    for kind in KINDS:
        for typed in ("ไทย", "ประชุม", "การ"):
            _, text = fetch(f"{site}/api/search?kinds={kind}&q={quote(typed)}")
            found |= dict.fromkeys(re.findall(r'"url":"(/id/[^"]+)"', text)[:3], PAGE_LIMIT)
    _, text = fetch(f"{site}/questions")
    found |= dict.fromkeys(
        sorted(set(re.findall(r'href="(/questions/[a-z-]+)"', unescape(text)))), PAGE_LIMIT
    )
    return found


def main(store: str) -> int:
    """Time the pages of ``kg serve --store STORE``; gives the exit code."""
    command = [sys.executable, "-m", "kg", "serve", "--store", store, "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        site = process.stdout.readline().strip().rstrip("/")
        addresses = find_addresses(site)
        time.sleep(60)  # what is prepared in the background is prepared
        medians = {
            address: statistics.median(fetch(site + address)[0] for _ in range(TIMES))
            for address in addresses
        }
    finally:
        process.terminate()
        process.wait(30)
    for address, took in sorted(medians.items(), key=lambda item: -item[1]):
        print(f"{took:7.0f}{'  over' if took > addresses[address] else '      '}  {address}")
    over = sum(took > addresses[address] for address, took in medians.items())
    print(
        f"{statistics.median(medians.values()):7.0f}        the median of {len(medians)} pages; {over} over their limit"
    )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
